import eslint from '@eslint/js'
import boundaries from 'eslint-plugin-boundaries'
import svelte from 'eslint-plugin-svelte'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'

/**
 * The layers of the program, by folder. The first pattern that matches a file names its layer. The import
 * rule itself stands in `importPolicies`; main/dev/import-rule.spec.ts proves that a crossing fails.
 */
const layers = [
  { type: 'ipc', pattern: 'main/ipc', partialMatch: false },
  { type: 'preload', pattern: 'main/preload', partialMatch: false },
  { type: 'cli', pattern: 'main/cli', partialMatch: false },
  { type: 'dev', pattern: 'main/dev', partialMatch: false },
  { type: 'main', pattern: 'main', partialMatch: false },
  { type: 'renderer', pattern: 'renderer', partialMatch: false },
  { type: 'models', pattern: 'models', partialMatch: false },
  { type: 'resources', pattern: 'resources', partialMatch: false },
  { type: 'e2e', pattern: 'e2e', partialMatch: false }
]

/** @param {string} from @param {string[]} to @param {'type' | undefined} [kind] */
const mayImport = (from, to, kind) => ({
  from: { element: { type: from } },
  allow: {
    to: { element: { types: { anyOf: to } } },
    ...(kind === undefined ? {} : { dependency: { kind } })
  }
})

/** @param {string} from @param {{ source: string } | { origin: string }} module what this layer must do without */
const mayNotUse = (from, module) => ({
  from: { element: { type: from } },
  disallow: { to: { module } }
})

const importPolicies = [
  { allow: { to: { module: { origin: ['external', 'core'] } } } },
  mayImport('models', ['models']),
  mayImport('ipc', ['ipc', 'models']),
  mayImport('preload', ['preload', 'ipc']),
  mayImport('main', ['main', 'ipc', 'models']),
  mayImport('cli', ['cli', 'models', 'dev']),
  mayImport('dev', ['dev']),
  mayImport('renderer', ['renderer']),
  mayImport('renderer', ['ipc'], 'type'),
  mayImport('renderer', ['resources']),
  mayImport('resources', ['resources', 'dev']),
  mayImport('e2e', ['e2e', 'dev']),
  mayImport('e2e', ['ipc'], 'type'),
  ...['models', 'cli', 'renderer', 'ipc'].map((layer) => mayNotUse(layer, { source: 'electron' })),
  mayNotUse('renderer', { source: 'onnxruntime-node' }),
  mayNotUse('renderer', { origin: 'core' })
]

export default defineConfig(
  {
    ignores: [
      'out/',
      'dist/',
      '.electron-runtime/',
      'test-results/',
      'playwright-report/',
      'models/training/',
      '**/node_modules/'
    ]
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte']
      }
    },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 350 }],
      'no-console': 'error',
      // Numeric loops index typed arrays all the time, and noUncheckedIndexedAccess makes each read optional.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true }
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ]
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } }
  },
  { files: ['renderer/**'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.{mjs,cjs}', 'main/**', 'models/**', 'e2e/**', '*.ts'],
    languageOptions: { globals: globals.node }
  },
  {
    // What runs in a terminal talks to it.
    files: [
      'main/cli/**',
      'main/dev/**',
      'resources/packaging/**',
      'e2e/**/*.mjs',
      'e2e/electron-runtime/**'
    ],
    rules: { 'no-console': 'off' }
  },
  {
    // CommonJS that Electron or electron-builder loads: plain JavaScript without types.
    files: ['**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  },
  {
    files: ['**/*.spec.ts', 'e2e/**/*.ts'],
    rules: {
      // Test doubles often satisfy an asynchronous interface without awaiting anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Playwright reads what a fixture needs from the names it destructures, of which there may be none.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }]
    }
  },
  {
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': import.meta.dirname,
      'boundaries/elements': layers,
      'import/resolver': { node: { extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.svelte.ts'] } }
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        { default: 'disallow', checkAllOrigins: true, policies: importPolicies }
      ]
    }
  }
)

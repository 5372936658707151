import { ESLint } from 'eslint'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** Lints one line as if it stood in `file`, with the project's own configuration but the import rule alone. */
async function violations(file: string, line: string): Promise<string[]> {
  const eslint = new ESLint({
    cwd: root,
    ruleFilter: ({ ruleId }) => ruleId === 'boundaries/dependencies',
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, project: null } } }
  })
  const [result] = await eslint.lintText(line, { filePath: resolve(root, file) })
  const messages = result!.messages
  expect(messages.filter((message) => message.fatal)).toEqual([])
  return messages.map((message) => message.ruleId ?? 'none')
}

const crossing = ['boundaries/dependencies']

describe('the import rule between the layers', () => {
  it.each([
    ['models/example.ts', `import { defineConfig } from '../main/ipc/contract'`],
    ['models/diffusion/example.ts', `import x from '../../renderer/main'`],
    ['models/example.ts', `import type { IpcContract } from '../main/ipc/contract'`],
    ['models/example.ts', `import { app } from 'electron'`],
    ['main/cli/example.ts', `import { app } from 'electron'`],
    ['main/cli/example.ts', `import x from '../index'`],
    ['main/ipc/example.ts', `import x from '../index'`],
    ['main/ipc/example.ts', `import { ipcMain } from 'electron'`],
    ['main/example.ts', `import x from '../renderer/main'`],
    ['main/preload/example.ts', `import x from '../index'`],
    ['renderer/example.ts', `import { x } from '../main/ipc/contract'`],
    ['renderer/example.ts', `import x from '../main/index'`],
    ['renderer/example.ts', `import { x } from '../models/architectures/denoiser'`],
    ['renderer/example.ts', `import type { x } from '../models/architectures/denoiser'`],
    ['renderer/example.ts', `import { ipcRenderer } from 'electron'`],
    ['renderer/example.ts', `import { readFile } from 'node:fs/promises'`],
    ['renderer/example.ts', `import { InferenceSession } from 'onnxruntime-node'`],
    ['renderer/Example.svelte', `<script lang="ts">\n  import x from '../main/index'\n</script>`]
  ])('%s may not say %s', async (file, line) => {
    expect(await violations(file, line)).toEqual(crossing)
  })

  it.each([
    ['models/infill/example.ts', `import { x } from '../architectures/denoiser'`],
    ['models/example.ts', `import { InferenceSession } from 'onnxruntime-node'`],
    ['models/example.ts', `import { readFile } from 'node:fs/promises'`],
    ['main/cli/example.ts', `import { x } from '../../models/architectures/denoiser'`],
    ['main/documents/example.ts', `import { x } from '../ipc/contract'`],
    ['main/example.ts', `import { app } from 'electron'`],
    ['main/inference/example.ts', `import { x } from '../../models/architectures/denoiser'`],
    ['main/preload/example.ts', `import { x } from '../ipc/contract'`],
    ['renderer/example.ts', `import type { x } from '../main/ipc/contract'`],
    ['renderer/example.ts', `import * as monaco from 'monaco-editor/editor'`]
  ])('%s may say %s', async (file, line) => {
    expect(await violations(file, line)).toEqual([])
  })
})

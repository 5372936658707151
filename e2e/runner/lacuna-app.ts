import { _electron, type ElectronApplication, type Page, type TestInfo } from '@playwright/test'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Settings } from '../../main/ipc/contract'

const root = path.resolve(import.meta.dirname, '../..')

/** How long an app that should end may take before it is killed, in milliseconds. */
const closingLimit = 10_000

export interface LaunchOptions {
  /** Home of the app's own files; kept by whoever names it. By default a fresh folder that goes with the app. */
  readonly userData?: string
  /** Files to open and switches, as a desktop would hand them over. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /**
   * `tiny`, the default, is a random network of a few thousand weights: every part of the path is real, only the words
   * make no sense. `bundled` is the model that comes with the app.
   */
  readonly model?: 'tiny' | 'bundled'
  /** Settings that it finds, if it has none of its own yet. Null: it finds none, as at the very first start. */
  readonly settings?: Partial<Settings> | null
  /** Whether what happens is recorded for the report of a failure, the default; it takes a good part of the processor's time. */
  readonly traced?: boolean
}

const tinyModel = path.join(root, 'models/architectures/context-denoiser/fixtures/tiny')

/**
 * One running Lacuna with a home of its own: nothing of the tester's settings is read or written.
 *
 * Runs the build in out/, or the packaged executable that LACUNA_EXECUTABLE names.
 */
export class LacunaApp {
  private readonly output: string[] = []
  private readonly errors: string[] = []
  private open = true

  private constructor(
    readonly electron: ElectronApplication,
    readonly page: Page,
    readonly userData: string,
    private readonly ownsUserData: boolean,
    private readonly traced: boolean
  ) {}

  /** Resolves when the first window stands. */
  static async launch({
    userData,
    args = [],
    env = {},
    model = 'tiny',
    settings = { tourSeen: true },
    traced = true
  }: LaunchOptions = {}): Promise<LacunaApp> {
    const home = userData ?? (await mkdtemp(path.join(tmpdir(), 'lacuna-e2e-')))
    const settingsFile = path.join(home, 'settings.json')
    if (settings !== null && !existsSync(settingsFile))
      await writeFile(settingsFile, JSON.stringify(settings))
    const executable = process.env['LACUNA_EXECUTABLE']
    const electron = await _electron.launch({
      ...(executable === undefined ? {} : { executablePath: path.resolve(root, executable) }),
      args: [...(executable === undefined ? [root] : []), `--user-data-dir=${home}`, ...args],
      cwd: root,
      env: {
        ...inherited(),
        ...(model === 'tiny' ? { LACUNA_MODEL: tinyModel } : {}),
        HOME: home,
        XDG_CONFIG_HOME: home,
        XDG_DATA_HOME: home,
        LANG: 'en_GB.UTF-8',
        TZ: 'UTC',
        ...env
      }
    })
    if (traced) await electron.context().tracing.start({ screenshots: true, snapshots: true })
    const app = new LacunaApp(electron, await electron.firstWindow(), home, userData === undefined, traced)
    app.listen()
    return app
  }

  /** What went wrong in the window so far: uncaught errors and what it logged as errors. */
  get windowErrors(): readonly string[] {
    return this.errors
  }

  /** Ends the app as a crash of the whole program would, with no question about unsaved work. */
  async kill(): Promise<void> {
    await this.end(() => void this.electron.process().kill('SIGKILL'))
  }

  /** Asks the app to quit as its menu does; a question about unsaved work must have been answered beforehand. */
  async quit(): Promise<void> {
    await this.end(() => this.electron.close())
  }

  /** Ends the app whatever its state, and its home unless the test named one. */
  async dispose(): Promise<void> {
    await this.end(() => this.electron.evaluate(({ app }) => app.exit(0)))
    if (this.ownsUserData) await rm(this.userData, { recursive: true, force: true, maxRetries: 5 })
  }

  /** Leaves the program's output and, while it runs, its trace and a picture of the window beside a failed test's report. */
  async report(testInfo: TestInfo, name: string): Promise<void> {
    await mkdir(testInfo.outputDir, { recursive: true })
    await writeFile(testInfo.outputPath(`${name}.log`), [...this.output, ...this.errors].join(''))
    const child = this.electron.process()
    if (!this.open || child.exitCode !== null || child.signalCode !== null) return
    await this.page.screenshot({ path: testInfo.outputPath(`${name}.png`) })
    if (this.traced)
      await this.electron.context().tracing.stop({ path: testInfo.outputPath(`${name}-trace.zip`) })
  }

  private listen(): void {
    const { stdout, stderr } = this.electron.process()
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => this.output.push(chunk))
    }
    this.page.on('pageerror', (error) => this.errors.push(`uncaught: ${error.stack ?? error.message}\n`))
    this.page.on('crash', () => this.errors.push('the window crashed\n'))
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(`console: ${message.text()}\n`)
    })
  }

  private async end(how: () => unknown): Promise<void> {
    if (!this.open) return
    this.open = false
    const child = this.electron.process()
    const ended = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve()
      else child.once('exit', () => resolve())
    })
    const limit = setTimeout(() => child.kill('SIGKILL'), closingLimit)
    // The connection may break off before the answer: what counts is that the program ends.
    void Promise.resolve(how()).catch(() => undefined)
    await ended
    clearTimeout(limit)
  }
}

function inherited(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _unwanted, ...rest } = process.env
  return Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined)
  )
}

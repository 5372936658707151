import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'

/** The version that is measured. Not a dependency of the project: 85 MB that only this bench needs. */
export const llamaCppVersion = '3.22.1'

/** The part of node-llama-cpp that is used here. */
interface LlamaModule {
  getLlama(options: {
    gpu: false
    build: 'never'
    maxThreads: number
    logLevel: 'error'
    progressLogs: false
  }): Promise<Llama>
}
interface Llama {
  loadModel(options: { modelPath: string; gpuLayers: number }): Promise<LlamaModel>
  dispose(): Promise<void>
}
interface LlamaModel {
  createContext(options: {
    contextSize: number
    batchSize: number
    threads: number
    sequences: number
  }): Promise<{ getSequence(): LlamaSequence; dispose(): Promise<void> }>
  dispose(): Promise<void>
}
interface LlamaSequence {
  evaluate(
    tokens: readonly number[],
    options: { temperature: number; seed?: number; topP?: number; yieldEogToken: true }
  ): AsyncIterable<number>
  eraseContextTokenRanges(ranges: readonly { start: number; end: number }[]): Promise<void>
  clearHistory(): Promise<void>
  readonly nextTokenIndex: number
}

/** An autoregressive model in llama.cpp, on the processor. */
export interface LlamaPeer {
  /** Reads a prefix and decodes so many tokens after it; what is left of an earlier call is not used. */
  readAndDecode(prefix: readonly number[], count: number): Promise<number[]>
  /** Reads a prefix once and decodes so many continuations of it, one after the other. */
  decodeAlternatives(prefix: readonly number[], count: number, alternatives: number): Promise<number[][]>
  dispose(): Promise<void>
}

/** Names of the packages that bring the library for a processor alone. */
const platformPackages: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'mac-x64',
  'darwin-arm64': 'mac-arm64-metal',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64'
}

/** Installs node-llama-cpp into a folder for temporary files, unless it is there. @returns where its module lies */
export async function installLlamaCpp(log: (line: string) => void): Promise<string> {
  const folder = join(tmpdir(), `lacuna-node-llama-cpp-${llamaCppVersion}`)
  const entry = join(folder, 'node_modules/node-llama-cpp/dist/index.js')
  if (await exists(entry)) return entry
  const platform = platformPackages[`${process.platform}-${process.arch}`]
  if (platform === undefined) {
    throw new Error(`node-llama-cpp has no prebuilt library for ${process.platform} ${process.arch}.`)
  }
  log(`Installing node-llama-cpp ${llamaCppVersion} into ${folder} …`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  await npm(folder, [
    'install',
    '--ignore-scripts',
    '--omit=optional',
    '--no-audit',
    '--no-fund',
    `node-llama-cpp@${llamaCppVersion}`,
    `@node-llama-cpp/${platform}@${llamaCppVersion}`
  ])
  return entry
}

/** Loads a GGUF. @param entry of `installLlamaCpp` */
export async function openLlamaPeer(
  entry: string,
  { path, threads, contextSize }: { path: string; threads: number; contextSize: number }
): Promise<LlamaPeer> {
  const nativeImport = createRequire(import.meta.url)('./native-import.cjs') as (
    address: string
  ) => Promise<unknown>
  const module = await nativeImport(pathToFileURL(entry).href)
  const { getLlama } = z
    .looseObject({ getLlama: z.custom<LlamaModule['getLlama']>((value) => typeof value === 'function') })
    .parse(module)
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    maxThreads: threads,
    logLevel: 'error',
    progressLogs: false
  })
  const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 })
  const context = await model.createContext({ contextSize, batchSize: 512, threads, sequences: 1 })
  const sequence = context.getSequence()
  const decode = async (
    tokens: readonly number[],
    count: number,
    sampling: { temperature: number; seed?: number; topP?: number }
  ): Promise<number[]> => {
    const drawn: number[] = []
    for await (const token of sequence.evaluate(tokens, { ...sampling, yieldEogToken: true })) {
      drawn.push(token)
      if (drawn.length === count) break
    }
    return drawn
  }
  return {
    async readAndDecode(prefix, count) {
      await sequence.clearHistory()
      return decode(prefix, count, { temperature: 0 })
    },
    async decodeAlternatives(prefix, count, alternatives) {
      await sequence.clearHistory()
      const drawn: number[][] = []
      for (let index = 0; index < alternatives; index += 1) {
        // All but the last token of the prefix stay read; that one is given again, because what follows is drawn from it.
        const kept = index === 0 ? 0 : prefix.length - 1
        if (kept > 0) await sequence.eraseContextTokenRanges([{ start: kept, end: sequence.nextTokenIndex }])
        drawn.push(await decode(prefix.slice(kept), count, { temperature: 0.7, topP: 0.9, seed: index + 1 }))
      }
      return drawn
    },
    async dispose() {
      await context.dispose()
      await model.dispose()
      await llama.dispose()
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false
  )

async function npm(folder: string, args: readonly string[]): Promise<void> {
  const child = spawn('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32'
  })
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`npm could not install node-llama-cpp (exit code ${String(code)}).`)
}

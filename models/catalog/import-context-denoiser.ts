import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { architectureSchema, type Architecture } from '../architectures/context-denoiser/architecture'
import { SafetensorsFile } from '../formats/safetensors'
import { CatalogError } from './catalog-error'
import { copyBaseSafetensors, convertBaseGguf, type BaseSizes } from './import-base'
import type { ImportedModel } from './import-model'

const adapterName = 'adapter.safetensors'
const tokenizerName = 'tokenizer.json'
const configName = 'config.json'

/** Longest window of what is imported: the adapters of models/training are made for no longer one. */
const window = 2048

/** What this version can import, for messages. */
const supported =
  'What can be imported is a whole model folder with its model.json, or a context denoiser: a base of the Llama family (a .gguf, or config.json with .safetensors), its tokenizer.json, and an adapter.safetensors made by models/training'

interface Progress {
  readonly onProgress?: ((fraction: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes the files of a context denoiser into a folder, from its parts.
 * @param names of the files in `source`
 * @throws CatalogError `not-importable`, FormatError
 */
export async function buildContextDenoiser(
  source: string,
  names: readonly string[],
  staging: string,
  progress: Progress
): Promise<ImportedModel> {
  const carriers = names.filter((name) => /\.(bin|pt|pth|ckpt|pkl|pickle)$/i.test(name))
  for (const needed of [adapterName, tokenizerName]) {
    if (!names.includes(needed)) {
      const advice =
        carriers.length > 0
          ? ` ${carriers[0]} is of a kind that can carry programs, and is never opened.`
          : ''
      throw new CatalogError('not-importable', `${source} has no ${needed}. ${supported}.${advice}`)
    }
  }
  const ggufs = names.filter((name) => name.endsWith('.gguf'))
  const safetensors = names.filter((name) => name.endsWith('.safetensors') && name !== adapterName)
  if (ggufs.length + (safetensors.length > 0 ? 1 : 0) !== 1) {
    throw new CatalogError(
      'not-importable',
      `${source} should hold one base, and holds ${ggufs.length} .gguf and ${safetensors.length} .safetensors. ${supported}.`
    )
  }
  const sizes =
    ggufs.length > 0
      ? await convertBaseGguf(join(source, ggufs[0]!), staging, progress)
      : await copyBaseSafetensors(
          safetensors.map((name) => join(source, name)),
          await readText(join(source, configName)),
          staging,
          progress
        )
  const ids = await specialIds(await readText(join(source, tokenizerName)))
  await copyFile(join(source, tokenizerName), join(staging, tokenizerName))
  const { rank, alpha } = await readAdapter(join(source, adapterName), sizes)
  await copyFile(join(source, adapterName), join(staging, adapterName))
  for (const name of names.filter((name) =>
    /^(LICENSE|NOTICE)(\.md|\.txt)?$|^(README|MODEL_CARD)\.md$/.test(name)
  )) {
    await writeFile(join(staging, name), await readFile(join(source, name)))
  }
  const architecture: Architecture = architectureSchema.parse({
    family: 'context-denoiser',
    ...sizes,
    ...ids,
    window,
    rank,
    alpha
  })
  return {
    displayName: basename(source),
    family: 'context-denoiser',
    graph: 'absorb',
    noise: 'log-linear',
    shift: true,
    capabilities: ['context-cache', 'length', 'autoregressive'],
    architecture,
    licence: 'unknown: see where you have it from',
    origin: { imported: basename(source), base: ggufs[0] ?? safetensors.join(', ') }
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new CatalogError('not-importable', `${path} is missing. ${supported}.`, { cause: error })
  }
}

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string(), special: z.boolean() }))
})

/** As models/training takes them: MASK and PAD are the last two special tokens, which the base never saw in a text. */
async function specialIds(
  text: string
): Promise<Pick<Architecture, 'maskId' | 'padId' | 'endOfTextId' | 'bannedIds'>> {
  const parsed = tokenizerSchema.safeParse(parseJson(text))
  const special = (parsed.data?.added_tokens ?? []).filter((token) => token.special)
  const ids = special.map(({ id }) => id).sort((left, right) => left - right)
  const endOfText = special.find(({ content }) => content === '<|endoftext|>')
  if (ids.length < 3 || endOfText === undefined) {
    throw new CatalogError(
      'not-importable',
      `${tokenizerName} does not have what a denoiser of models/training needs: <|endoftext|> and two special tokens to spare.`
    )
  }
  const [padId, maskId] = ids.slice(-2) as [number, number]
  return Promise.resolve({
    maskId,
    padId,
    endOfTextId: endOfText.id,
    bannedIds: ids.filter((id) => id !== padId)
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The scale of an adapter, from what it says of itself. @throws CatalogError where it is of another base, FormatError */
async function readAdapter(
  path: string,
  { hidden, layers }: BaseSizes
): Promise<{ rank: number; alpha: number }> {
  const file = await SafetensorsFile.open(path)
  await file.close()
  const { metadata, tensors } = file.header
  const rank = Number(metadata.get('rank'))
  const alpha = Number(metadata.get('alpha'))
  const last = tensors.get(`layers.${layers - 1}.q_proj.lora_A`)
  const fits = tensors.get('mask_embedding')?.shape[0] === hidden && last?.shape[0] === rank
  if (!(rank > 0) || !(alpha > 0) || !fits || tensors.has(`layers.${layers}.q_proj.lora_A`)) {
    throw new CatalogError(
      'not-importable',
      `${basename(path)} is no adapter of this base: it should have been trained by models/training on a base of ${layers} layers and width ${hidden}.`
    )
  }
  return { rank, alpha }
}

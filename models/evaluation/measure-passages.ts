import { z } from 'zod'
import type { Sharpening } from '../diffusion/categorical'
import { Random } from '../diffusion/random'
import { decodingWeights, type DecodingWeights } from '../infill/decoding-weights'
import { fill } from '../infill/fill'
import type { FillSettings } from '../infill/settings'
import { createTokenTraits } from '../infill/token-traits'
import { english } from '../words/english'
import type { ReadText } from './autoregressive-reader'
import type { Engine } from './engine'
import { judgedTextSchema, judgeText, textBefore, type JudgedText } from './judged-text'
import type { Memo } from './memo'
import type { Passage } from './passages'

const ownFillSchema = z.strictObject({ ...judgedTextSchema.shape, networkCalls: z.int() })

/** What stands in the place of one span: what the author wrote, what the autoregressive model writes, what we write. */
export interface PassageMeasurement {
  readonly passage: Passage
  readonly human: JudgedText
  /** As many tokens as ours. */
  readonly autoregressive: JudgedText
  readonly own: z.infer<typeof ownFillSchema>
}

/**
 * Fills one passage with both models and has all three texts judged. What is in `memo` is not computed again.
 *
 * @param index names the streams of random numbers.
 */
export async function measurePassage(
  engine: Engine,
  memo: Memo,
  passage: Passage,
  settings: FillSettings,
  index: number,
  weights: DecodingWeights = decodingWeights
): Promise<PassageMeasurement> {
  const { denoiser, reader, tokenizer, baseKey, fillKey } = engine
  const { text, start, end } = passage
  let opened: ReadText | undefined
  const before = async (): Promise<ReadText> =>
    (opened ??= await reader.open(tokenizer.encode(textBefore(passage))))
  const judge = async (candidate: string): Promise<JudgedText> =>
    judgeText(reader, tokenizer, await before(), passage, candidate)

  const human = await memo.get(['human', baseKey, text, start, end], judgedTextSchema, () =>
    judge(text.slice(start, end))
  )
  const seed = (settings.seed + index) >>> 0
  const own = await memo.get(
    ['own', fillKey, text, start, end, settings, weights, seed],
    ownFillSchema,
    async () => {
      const document = { text, regions: [{ start, end }], locks: [] }
      const { alternatives, networkCalls } = await fill(
        document,
        { ...settings, seed },
        { denoiser, tokenizer, words: english, weights, now: () => 0 }
      )
      return { ...(await judge(alternatives[0]!.regions[0]!.text)), networkCalls }
    }
  )
  const sharpening = { temperature: settings.temperature, topP: settings.topP }
  // Written once for any length of ours: what is written first does not depend on what follows.
  const longest = Math.ceil(1.25 * passage.tokens)
  const written = await memo.get(
    ['written', baseKey, text, start, sharpening, longest, seed],
    z.array(z.int()),
    async () => Array.from(await writeOn(engine, await before(), longest, sharpening, new Random(seed)))
  )
  const length = own.tokens.length
  const autoregressive = await memo.get(
    ['autoregressive', baseKey, text, start, end, sharpening, length, seed],
    judgedTextSchema,
    () => judge(tokenizer.decode(written.slice(0, length)).replace(/^ /, ''))
  )
  return { passage, human, autoregressive, own }
}

/** Whole characters on one line that begin with a space, as our fills do: everything else is left to the model. */
function writeOn(
  { reader, tokenizer }: Engine,
  before: ReadText,
  length: number,
  sharpening: Sharpening,
  random: Random
): Promise<Int32Array> {
  const traitsOf = createTokenTraits(tokenizer)
  const mayStand = (token: number, position: number): boolean => {
    const { unwritable, whole, hasLineBreak, startsWithSpace, blank } = traitsOf(token)
    if (unwritable || !whole || hasLineBreak) return false
    return position > 0 || (startsWithSpace && !blank)
  }
  return reader.write(before, length, sharpening, mayStand, random)
}

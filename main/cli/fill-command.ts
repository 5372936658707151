import type { MarkedDocument } from '../../models/infill/document'
import { fill } from '../../models/infill/fill'
import { parseMarks } from '../../models/infill/marks'
import { planFill } from '../../models/infill/plan'
import type { FillResult } from '../../models/infill/proposal'
import { splice } from '../../models/infill/splice'
import { english } from '../../models/words/english'
import { usageError } from './command-error'
import { fillOptions, parseOptions, readDevice, readFillSettings } from './parse-options'
import { readText } from './read-text'
import type { Terminal } from './terminal'
import { fillUsage } from './usage'
import { withModel } from './with-model'

/** `lacuna fill`. @throws CommandError, FillError, CatalogError, RuntimeError; nothing was written to standard output then. */
export async function fillCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, fillOptions)
  if (values.help === true) {
    terminal.writeOutput(fillUsage)
    return
  }
  const settings = readFillSettings(values)
  const device = readDevice(values.device)
  const document = await readDocument(positionals, terminal)
  await withModel(terminal, { model: values.model, device }, async ({ denoiser, tokenizer, progress }) => {
    const result = await fill(document, settings, {
      denoiser,
      tokenizer,
      words: english,
      now: terminal.now,
      signal: terminal.signal,
      onProgress: ({ networkCalls, plannedCalls }) => progress.show('Filling', networkCalls / plannedCalls)
    })
    progress.clear()
    terminal.writeOutput(
      values.json === true
        ? `${toJson(document, result, values.time === true)}\n`
        : bestText(document, result)
    )
  })
}

/** Everything that can be wrong with the input is found here, before a model is loaded. */
async function readDocument(positionals: readonly string[], terminal: Terminal): Promise<MarkedDocument> {
  const { name, text } = await readText('fill', positionals, terminal)
  const document = parseMarks(text)
  if (document.regions.length === 0) {
    throw usageError(
      `${name} has no mark to fill. Put <gap/> where words are missing, or <regen>…</regen> around words to rewrite.`
    )
  }
  planFill(document)
  return document
}

function bestText({ text, regions }: MarkedDocument, { alternatives }: FillResult): string {
  return splice(text, regions, alternatives[0]!).text
}

/** DESIGN.md, "Command line". The time it took would make each run different, so it is told only when asked for. */
function toJson(document: MarkedDocument, result: FillResult, withTime: boolean): string {
  const alternatives = result.alternatives.map((proposal) => {
    const spliced = splice(document.text, document.regions, proposal)
    return {
      text: spliced.text,
      score: proposal.score,
      regions: proposal.regions.map(({ text, logProb }, index) => ({
        ...spliced.regions[index]!,
        text,
        logProb
      }))
    }
  })
  const { steps, networkCalls, milliseconds, seed, model, device } = result
  return JSON.stringify({
    text: alternatives[0]!.text,
    alternatives,
    steps,
    networkCalls,
    milliseconds: withTime ? Math.round(milliseconds) : null,
    seed,
    model,
    device
  })
}

import { defaultFillSettings, lengthWishSchema, orderSchema } from '../../models/infill/settings'

const { steps, order, temperature, topP, seed, alternatives, strength, length, polish } = defaultFillSettings

export const usage = `Usage: lacuna <command> [options]

Fills gaps in a text with a diffusion model that reads what stands before and after them. Nothing leaves your machine.

Commands:
  fill [FILE|-]       fill the marked gaps of a text
  score [FILE|-]      how likely a text is to a model
  bench               how fast a model is on this machine, and what steps buy
  devices             what a model can run on here, and why the rest cannot
  models list         the models that are here
  models info NAME    what a model is, and where it comes from
  models …            verify, import, download, remove

  lacuna <command> --help tells more.    lacuna --version

Exit status: 0 done, 1 failed, 2 wrong usage or input.
`

export const fillUsage = `Usage: lacuna fill [FILE|-] [options]

Fills the marks in a UTF-8 text and writes the text without marks to standard output. - (or no FILE) reads standard input.
Text outside of regions and inside <keep> is copied, never generated.

Marks:
  <gap/>                              write something here
  <gap words="12"/>                   about twelve words
  <regen>old <keep>these</keep> text</regen>
                                      write this anew, but keep "these"; <regen words="12"> for another length
  &lt;gap/>                           a plain <gap/>; other tags are left alone

Options:
  --steps N          network calls at most, 1 to 1024; more is better and slower (${steps})
  --order O          ${orderSchema.options.join(', ')} (${order})
  --temperature T    0 takes the likeliest words, 1 is as varied as the model, up to 2 (${temperature})
  --top-p P          draw from the likeliest words that together have this probability (${topP})
  --seed S           the same model, text, options and seed give the same result on a CPU (${seed})
  --alternatives K   make 1 to 8 and take the best; --json shows all (${alternatives})
  --strength X       share of a region's old words to replace, 0 to 1; at 0 they are only polished (${strength})
  --polish N         rounds in which the least likely words are drawn anew, 0 to 16; one is kept only where it makes the
                     text likelier (${polish})
  --length L         of a <gap/> without words: ${lengthWishSchema.options.join(', ')} (${length})
  --model NAME       a model of \`lacuna models list\`, or a model's folder (the bundled one)
  --device D         a device of \`lacuna devices\` (auto)
  --json             write one line of JSON: {"text","alternatives":[{"text","score","regions":[{"start","end","text","logProb"}]}],
                     "steps","networkCalls","milliseconds","seed","model","device"}. "start" and "end" count UTF-16 code units
                     of that alternative's text. "milliseconds" is null, so that the same command gives the same bytes, unless
  --time             measures it
`

export const benchUsage = `Usage: lacuna bench [--model NAME] [--device D] [--json]

Measures how fast a model is on this machine, and what steps buy, in up to three minutes. Leave the machine alone meanwhile.

Options:
  --model NAME       a model of \`lacuna models list\`, or a model's folder (the bundled one)
  --device D         a device of \`lacuna devices\` (auto)
  --json             write one line of JSON: {"ratios":{"stepOverBareRuntime","cachedStepOverFullWindow","fourAlternativesOverOne",
                     "longDocumentOverShort"},"steps":[{"steps","networkCalls","milliseconds","judgeNatsPerToken","standardError"}],
                     "device","model"}
`

export const scoreDefaults = { evaluations: 16, seed: 0 } as const

export const scoreUsage = `Usage: lacuna score [FILE|-] [options]

Bounds how unlikely a UTF-8 text is to the diffusion model, whatever order it is written in, with standard errors; beside it what the
same text costs when the same weights read it left to right. - (or no FILE) reads standard input. Marks are taken out of the text
first: what is marked or kept counts like the rest, and a <gap/> as nothing.

A text is scored as canvases of 64 tokens, each given up to 448 tokens before it and nothing behind it; their costs add up.

Options:
  --evaluations N    masks drawn for each canvas, 2 to 4096; 128 or more for a figure to publish (${scoreDefaults.evaluations})
  --seed S           the same model, text, options and seed give the same result on a CPU (${scoreDefaults.seed})
  --model NAME       a model of \`lacuna models list\`, or a model's folder (the bundled one)
  --device D         a device of \`lacuna devices\` (auto)
  --json             write one line of JSON: {"tokens","natsPerToken","bitsPerByte","perplexityPerWord","standardErrors":{…same three keys…},
                     "evaluations","model","device","seed","words","bytes","windowing":{"canvases","canvasTokens","contextTokens":
                     [fewest,most],"whole"},"autoregressive":{…same three keys…}}. A perplexity too large for a number is null
`

export const devicesUsage = `Usage: lacuna devices [--json]

Lists what a model can run on here, why the rest cannot be used, and what "auto" takes. That is chosen by a timed trial when
a model is first opened, and remembered.
`

export const modelsUsage = `Usage: lacuna models list [--json]
       lacuna models info NAME [--json]
       lacuna models verify [NAME …]
       lacuna models import FOLDER [--name NAME]
       lacuna models download ADDRESS [--sha256 SUM]
       lacuna models remove NAME

list      the models that are here
info      what a model is, and where it comes from; NAME may also be a model's folder
verify    reads every file of all models, or of those named, and compares its checksum
import    copies a model into your own models: a whole model folder, or a folder with a base of the Llama family (a .gguf,
          or config.json and .safetensors), its tokenizer.json, and an adapter.safetensors made by models/training
download  fetches a model by the https address of its model.json, and compares every file with its checksum; SUM is that of
          the model.json itself. A download that broke off goes on where it was. Nothing of a model is ever run as a program
remove    deletes one of your own models, and what was built from it
`

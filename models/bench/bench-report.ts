import type { BenchReport, Ratios } from './bench-schema'
import { rounded } from './statistics'
import { numberTable } from './table'

/** What the engine is held to on two processor cores. */
const ratioTexts = {
  stepOverBareRuntime: ['a step, over the runtime alone', 1.1],
  cachedStepOverFullWindow: ['a step on cached context, over the whole window', 0.12],
  fourAlternativesOverOne: ['four alternatives, over one', 2.2],
  longDocumentOverShort: ['a document of 1 MB, over one of 5 kB', 1.15]
} as const satisfies Record<keyof Ratios, readonly [string, number]>

const digits = 3
const figure = (value: number): string => String(rounded(value, digits))

/** The report as `lacuna bench --json` writes it (usage.ts of the command line). */
export function benchJson({ ratios, steps, device, model }: BenchReport): string {
  return JSON.stringify({ ratios, steps, device, model }, (_, value: unknown) =>
    typeof value === 'number' ? rounded(value, 4) : value
  )
}

function ratioRows(ratios: Ratios): string[][] {
  return [
    ['', 'measured', 'at most'],
    ...Object.entries(ratioTexts).map(([name, [text, limit]]) => [
      text,
      figure(ratios[name as keyof Ratios]),
      String(limit)
    ])
  ]
}

/** The report as tables for people. */
export function benchText({ ratios, steps, calls, device, model }: BenchReport): string {
  const sections: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    ...(ratios === null ? [] : [['Ratios', ratioRows(ratios)] as const]),
    [
      'What steps buy: a gap of 32 tokens, its context read before. Judge: nats a token of the gap and what follows, lower is better',
      [
        ['steps', 'calls', 'ms', 'judge', '±'],
        ...steps.map((row) => [
          String(row.steps),
          String(row.networkCalls),
          figure(row.milliseconds),
          row.judgeNatsPerToken.toFixed(2),
          row.standardError.toFixed(2)
        ])
      ]
    ],
    [
      'A step of a fill. Tokens a second: a fill of 16 calls, all alternatives together',
      [
        ['context', 'canvas', 'alternatives', 'ms', 'tokens/s'],
        ...calls.map((row) => [
          String(row.context),
          String(row.canvas),
          String(row.alternatives),
          figure(row.milliseconds),
          figure(row.tokensPerSecond)
        ])
      ]
    ]
  ]
  return `${model} on ${device}\n${sections.map(([title, rows]) => `\n${title}\n${numberTable(rows)}`).join('')}`
}

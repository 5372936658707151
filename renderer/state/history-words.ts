import type { Run } from '../../main/ipc/companion'
import type { RunText } from './history-desk.svelte'
import { formatCount } from './word-count'

const outcomes: Readonly<Record<Run['outcome'], string>> = {
  proposed: 'proposed',
  accepted: 'accepted',
  discarded: 'discarded',
  stopped: 'stopped'
}

const longestExcerpt = 40

/** A run in a line: when, what became of it, and the words that it was to replace. */
export function describeRun(run: Run): string {
  const time = new Date(run.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  const partly = run.accepted.at(-1)?.partly === true ? ' in part' : ''
  const [first] = run.passages
  const words = (first?.text ?? '').replaceAll(/\s+/gu, ' ').trim()
  const excerpt =
    words === '' ? 'a gap' : `“${words.slice(0, longestExcerpt)}${words.length > longestExcerpt ? '…' : ''}”`
  const more = run.passages.length > 1 ? ` and ${run.passages.length - 1} more` : ''
  return `${time} · ${outcomes[run.outcome]}${partly} · ${excerpt}${more}`
}

/** What a run was made with. */
export function describeSettings({ model, device, settings, milliseconds, alternatives }: Run): string {
  const { steps, temperature, topP, strength, order, seed, polish } = settings
  const parts = [
    [model, device].filter(Boolean).join(', '),
    `seed ${seed}`,
    formatCount(steps, 'step'),
    order,
    `temperature ${temperature}`,
    `top-p ${topP}`,
    ...(strength > 0 && strength < 1 ? [`strength ${strength}`] : []),
    ...(polish > 0 ? [strength > 0 ? 'polished' : 'polished only'] : []),
    formatCount(alternatives.length, 'alternative'),
    ...(milliseconds === null ? [] : [`${(milliseconds / 1000).toFixed(1)} s`])
  ]
  return parts.filter(Boolean).join(' · ')
}

export const textName = (which: RunText): string =>
  which === 'old' ? 'Before this fill' : `Alternative ${which + 1}`

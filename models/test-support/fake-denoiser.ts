import type {
  Candidates,
  Denoiser,
  DenoiserInfo,
  DenoiserSession,
  EvaluateRequest,
  WindowLayout
} from '../architectures/denoiser'
import { Random } from '../diffusion/random'

export interface FakeDenoiserOptions {
  readonly vocabularySize: number
  /** Ids that never carry probability. */
  readonly specialIds: readonly number[]
  readonly window?: number
  /** Tokens that make up half of the candidates, to provoke what random ones rarely do. */
  readonly favourites?: readonly number[]
  readonly withLeftToRight?: boolean
  /** Called at each network call; may throw or abort. */
  readonly onEvaluate?: (request: EvaluateRequest) => void
}

/** A denoiser without a network, with what it was asked. */
export interface FakeDenoiser extends Denoiser {
  readonly layouts: readonly WindowLayout[]
  readonly requests: readonly EvaluateRequest[]
  readonly openSessions: () => number
  readonly leftToRightIds: readonly Int32Array[]
}

const candidateCount = 24
export const fakeMaskId = 16
export const fakePadId = 15

/** FNV-1a over numbers, so that "the network" reacts to whatever it is shown. */
function hashOf(numbers: Iterable<number>): number {
  let hash = 2166136261
  for (const number of numbers) hash = Math.imul(hash ^ number, 16777619) >>> 0
  return hash
}

/** Random tokens with log-probabilities that fall off and sum to less than 1, as an arbitrary but fixed function of what it is shown. */
export function createFakeDenoiser(options: FakeDenoiserOptions): FakeDenoiser {
  const { vocabularySize, specialIds, window = 2048, favourites = [], withLeftToRight = false } = options
  const info: DenoiserInfo = {
    name: 'fake',
    device: 'none',
    window,
    vocabularySize,
    maskId: fakeMaskId,
    padId: fakePadId
  }
  const special = new Set(specialIds)
  const layouts: WindowLayout[] = []
  const requests: EvaluateRequest[] = []
  const leftToRightIds: Int32Array[] = []
  let open = 0

  const candidatesAt = (shown: number, position: number, mayEnd: boolean, target?: number): Candidates => {
    const random = new Random(shown).derive(position)
    const tokens = new Set<number>(mayEnd && random.uniform() < 0.3 ? [fakePadId] : [])
    while (tokens.size < candidateCount) {
      const favourite = favourites[random.uniformInt(Math.max(1, favourites.length))]
      const token = random.uniform() < 0.5 ? favourite : random.uniformInt(vocabularySize)
      if (token !== undefined && !special.has(token)) tokens.add(token)
    }
    const logProbabilities = Float64Array.from(
      tokens,
      (_, index) => -1 - index * (0.1 + random.uniform() / 100)
    )
      .sort()
      .reverse()
    return {
      position,
      tokens: Int32Array.from(tokens),
      logProbabilities,
      entropy: random.uniform() * 5,
      ...(target === undefined ? {} : { targetLogProbability: -random.uniform() * 3 })
    }
  }

  return {
    info,
    layouts,
    requests,
    leftToRightIds,
    openSessions: () => open,
    open(layout): Promise<DenoiserSession> {
      layouts.push(layout)
      open++
      let closed = false
      const mayEnd = layout.canvases.flatMap(({ length, openLength }) =>
        Array<boolean>(length).fill(openLength)
      )
      const context = hashOf(layout.contexts.flatMap((ids) => [...ids, -1]))
      return Promise.resolve({
        evaluate(request) {
          requests.push(request)
          options.onEvaluate?.(request)
          const answers = request.alternatives.map((tokens, alternative) => {
            const shown = hashOf([context, ...tokens])
            return Array.from(request.positions[alternative]!, (position, index) =>
              candidatesAt(shown, position, mayEnd[position]!, request.targets?.[alternative]?.[index])
            )
          })
          return Promise.resolve(answers)
        },
        close() {
          if (!closed) open--
          closed = true
          return Promise.resolve()
        }
      })
    },
    ...(withLeftToRight
      ? {
          leftToRight: (readings) =>
            Promise.resolve(
              readings.map(({ ids, from }) => {
                leftToRightIds.push(ids)
                const random = new Random(hashOf(ids))
                return Float64Array.from(ids.subarray(from), () => -random.uniform() * 8)
              })
            ),
          predictLeftToRight: (readings) =>
            Promise.resolve(
              readings.map(({ ids, from }) =>
                Array.from(ids.subarray(from), (target, index) =>
                  candidatesAt(hashOf(ids.subarray(0, from + index)), from + index, false, target)
                )
              )
            )
        }
      : {}),
    dispose: () => Promise.resolve()
  }
}

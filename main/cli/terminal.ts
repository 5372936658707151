import type { DeviceDecision } from '../../models/runtime/device-decision'
import type { DeviceReport } from '../../models/runtime/devices'
import type { DeviceChoice } from '../../models/runtime/open-denoiser'
import type { ModelFolder } from '../../models/catalog/model-folder'
import type { ModelLocations } from '../../models/catalog/model-locations'
import type { Network } from '../../models/catalog/network'
import type { Denoiser } from '../../models/architectures/denoiser'
import type { GraphSession } from '../../models/runtime/graph-session'
import type { Tokenizer } from '../../models/tokenizer/tokenizer'

/** What a command needs of the program's surroundings; passed in, so that tests run the real commands. */
export interface Terminal {
  /** Data goes to standard output. */
  readonly writeOutput: (text: string) => void
  /** Talk goes to standard error. */
  readonly writeTalk: (text: string) => void
  /** Whether a person watches standard error; only then there is a progress bar. */
  readonly talksToPerson: boolean
  /** Whether standard input is a keyboard rather than a file or pipe. */
  readonly inputIsKeyboard: boolean
  /** Reads a file, or standard input for `-`. */
  readonly readInput: (path: string) => Promise<Uint8Array>
  /** Aborted when the person interrupts the command. */
  readonly signal: AbortSignal
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  readonly version: string
  readonly locations: ModelLocations
  /** Only `models download` uses it. */
  readonly network: Network
  readonly engine: Engine
}

export interface OpenModelOptions {
  readonly device: DeviceChoice
  /** Share of the work done, 0 … 1, while a graph is built on first use. */
  readonly onProgress: (fraction: number) => void
  readonly signal: AbortSignal
  /** Wraps each session of the runtime, to measure it. */
  readonly watch?: (session: GraphSession) => GraphSession
}

/** The part of `models` that reaches hardware and big files. */
export interface Engine {
  readonly open: (
    folder: ModelFolder,
    options: OpenModelOptions
  ) => Promise<{ denoiser: Denoiser; tokenizer: Tokenizer }>
  readonly devices: () => Promise<readonly DeviceReport[]>
  /** What `auto` takes here. */
  readonly autoDevice: () => Promise<DeviceDecision>
}

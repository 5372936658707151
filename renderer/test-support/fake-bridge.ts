import type {
  Envelope,
  ErrorPayload,
  EventName,
  EventOf,
  InferenceStatus,
  LacunaBridge,
  OpenDocument,
  RequestName,
  RequestOf,
  ResponseOf,
  Settings
} from '../../main/ipc/contract'

export const testSettings: Settings = {
  theme: 'light',
  face: 'serif',
  fontSize: 19,
  lineHeight: 1.7,
  measure: 68,
  zoom: 1,
  focus: 'off',
  typewriter: false,
  markdown: true,
  smartPunctuation: false,
  showsAuthors: false,
  spelling: 'off',
  tourSeen: true,
  steps: 16,
  order: 'confidence',
  temperature: 0.7,
  topP: 0.9,
  strength: 1,
  length: 'automatic',
  alternatives: 1,
  polish: 0,
  seed: 7,
  shadesWords: true,
  showsChanges: true
}

export const readyStatus: InferenceStatus = {
  state: 'ready',
  model: 'Lacuna 135M',
  device: 'CPU',
  choice: { why: 'No other device can be used.', refused: [] },
  window: 1024,
  timing: { contextToken: 0.8, callFixed: 12, callToken: 1.1 },
  stepQuality: []
}

export function testDocument(text: string, change: Partial<OpenDocument> = {}): OpenDocument {
  return {
    id: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a50001',
    path: null,
    name: 'Untitled',
    text,
    marks: { regions: [], locks: [] },
    recovered: false,
    ...change
  }
}

/** An answer of the main process that is a failure. */
export class Refusal extends Error {
  constructor(readonly payload: ErrorPayload) {
    super(payload.message)
  }
}

type Handlers = {
  [Name in RequestName]?: (request: RequestOf<Name>) => ResponseOf<Name> | Promise<ResponseOf<Name>>
}

type Listener = (payload: never) => void

/** A main process inside the page: requests go to handlers and are remembered, events are sent by hand. */
export class FakeBridge implements LacunaBridge {
  readonly platform = 'linux'
  readonly calls: { readonly name: RequestName; readonly request: unknown }[] = []
  readonly #listeners = new Map<EventName, Set<Listener>>()

  constructor(readonly handlers: Handlers = {}) {}

  async invoke<Name extends RequestName>(
    name: Name,
    request: RequestOf<Name>
  ): Promise<Envelope<ResponseOf<Name>>> {
    this.calls.push({ name, request })
    const handler = this.handlers[name] as ((request: RequestOf<Name>) => unknown) | undefined
    try {
      const value = handler ? await handler(request) : null
      return { ok: true, value: value as ResponseOf<Name> }
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: error.payload }
      throw error
    }
  }

  /** A file that a test drops is opened as if it had been chosen. */
  openDropped(): Promise<Envelope<OpenDocument>> {
    return this.invoke('document:open-dropped', { path: '/dropped.md' })
  }

  on<Name extends EventName>(name: Name, listener: (payload: EventOf<Name>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  emit<Name extends EventName>(name: Name, payload: EventOf<Name>): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      ;(listener as (payload: EventOf<Name>) => void)(payload)
    }
  }

  /** What was asked under one name. */
  requests<Name extends RequestName>(name: Name): readonly RequestOf<Name>[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.request as RequestOf<Name>)
  }
}

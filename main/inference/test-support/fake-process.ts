import type { FromInference, ToInference } from '../messages'

/** An inference process that does nothing by itself: a test says what it says. */
export class FakeProcess {
  readonly received: ToInference[] = []
  killed = false

  constructor(
    private readonly listeners: { onMessage: (message: unknown) => void; onExit: (code: number) => void }
  ) {}

  send(message: ToInference): void {
    this.received.push(message)
  }
  kill(): void {
    if (this.killed) return
    this.killed = true
    this.exit(143)
  }
  say(message: FromInference | { type: 'nonsense' }): void {
    this.listeners.onMessage(message)
  }
  exit(code: number): void {
    this.listeners.onExit(code)
  }
}

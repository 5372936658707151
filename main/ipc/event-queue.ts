import { events } from './contract'
import type { EventName, EventOf } from './contract'

/** Sends events to the page, or keeps them until it is there. */
export interface EventQueue {
  send<Name extends EventName>(name: Name, payload: EventOf<Name>): void
  /** The page has asked `app:start`: what was kept goes out in order, and from now on events go straight through. */
  open(): void
  /** The page is gone or is being loaded again: keep events from now on. */
  close(): void
}

/** Of these only the latest counts; older ones that wait are dropped, so the queue cannot grow while no page is there. */
const latestOnly: ReadonlySet<EventName> = new Set<EventName>([
  'inference:status',
  'fill:progress',
  'text:surprise-progress',
  'speed:progress'
])

/** @param transmit delivers to the page; the payload has been checked against the contract */
export function createEventQueue(transmit: (name: EventName, payload: unknown) => void): EventQueue {
  let isOpen = false
  let waiting: { name: EventName; payload: unknown }[] = []
  return {
    send(name, payload) {
      const checked: unknown = events[name].parse(payload)
      if (isOpen) {
        transmit(name, checked)
        return
      }
      if (latestOnly.has(name)) waiting = waiting.filter((event) => event.name !== name)
      waiting.push({ name, payload: checked })
    },
    open() {
      isOpen = true
      const kept = waiting
      waiting = []
      for (const event of kept) transmit(event.name, event.payload)
    },
    close() {
      isOpen = false
    }
  }
}

import type { EventName, RequestName } from './contract'

/*
 * The names of the contract without its schemas: the preload runs in the sandbox and should stay small, so it must not pull in zod.
 * names.spec.ts proves that both lists are exactly those of the contract.
 */

export const requestNames: readonly RequestName[] = [
  'app:start',
  'document:new',
  'document:sample',
  'document:open',
  'document:save',
  'document:save-as',
  'document:journal',
  'document:keep-history',
  'document:ask-to-save',
  'document:read-disk',
  'document:resolve',
  'document:open-dropped',
  'recent:list',
  'recent:open',
  'recent:clear',
  'words:list',
  'words:add',
  'words:remove',
  'document:close',
  'document:export',
  'edit:copy',
  'edit:paste',
  'settings:update',
  'fill:run',
  'fill:cancel',
  'fill:read-ahead',
  'text:surprise',
  'text:surprise-cancel',
  'speed:measure',
  'speed:cancel',
  'speed:last',
  'window:set-edited',
  'window:close'
]

export const eventNames: readonly EventName[] = [
  'inference:status',
  'fill:progress',
  'text:surprise-progress',
  'speed:progress',
  'menu:command',
  'window:close-requested',
  'document:changed-on-disk',
  'document:offered',
  'recent:changed'
]

/** Transport of all requests: `invoke(requestTransport, name, payload)` answers with an envelope. */
export const requestTransport = 'lacuna:request'

/** Transport of all events: arguments `name, payload`. */
export const eventTransport = 'lacuna:event'

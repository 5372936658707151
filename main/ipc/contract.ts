/**
 * The whole contract between the main process and the renderer: every channel with the schemas of what goes in and what comes out.
 * Main parses every request with these; the preload exposes exactly these names; the renderer imports only the types.
 */
import { z } from 'zod'
import { stepQualitySchema } from '../../models/catalog/step-quality'
import { regionSchema, spanSchema } from '../../models/infill/document'
import { fillProgressSchema, fillResultSchema } from '../../models/infill/proposal'
import { fillSettingsSchema } from '../../models/infill/settings'
import { deviceDecisionSchema } from '../../models/runtime/device-decision'
import { surprisedWordSchema } from '../../models/scoring/surprised-word'
import { companionSchema, exportSchema } from './companion'
import { proseCommands } from './prose-commands'
import { fillPreferencesShape } from './fill-preferences'
import { proseSettingsShape } from './prose-settings'
import { personalWordSchema } from './personal-word'
import { speedRecordSchema, speedRequestSchema } from './speed'

const maximumTextLength = 64 * 1024 * 1024
const textSchema = z.string().max(maximumTextLength)
const documentIdSchema = z.uuid()

/** Regions and locks of a document, in UTF-16 offsets of its text. */
export const marksSchema = z.strictObject({ regions: z.array(regionSchema), locks: z.array(spanSchema) })
export type Marks = z.infer<typeof marksSchema>

/**
 * An open document. `path` is null until it is saved for the first time. Every line end of `text` is one `\n`; the line ends and the byte-order mark of the
 * file are kept by main and put back on saving.
 */
export const openDocumentSchema = z.strictObject({
  id: documentIdSchema,
  path: z.string().nullable(),
  name: z.string(),
  text: textSchema,
  marks: marksSchema,
  /** How the text came to be, where that is known. */
  companion: companionSchema.optional(),
  /** True when this is unsaved work that the journal brought back after a crash. */
  recovered: z.boolean(),
  /** What the writer should know about this document, in one sentence: marks that no longer fit its text, for example. */
  notice: z.string().optional()
})
export type OpenDocument = z.infer<typeof openDocumentSchema>

export const documentContentSchema = z.strictObject({
  id: documentIdSchema,
  text: textSchema,
  marks: marksSchema,
  companion: companionSchema.optional()
})
export type DocumentContent = z.infer<typeof documentContentSchema>

const savedDocumentSchema = z.strictObject({ id: documentIdSchema, path: z.string(), name: z.string() })
export type SavedDocument = z.infer<typeof savedDocumentSchema>

/** What is remembered between starts. */
export const settingsSchema = z.strictObject({
  ...proseSettingsShape,
  ...fillPreferencesShape
})
export type Settings = z.infer<typeof settingsSchema>

/** State of the process that owns the model. */
export const inferenceStatusSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('starting') }),
  /** The graph of this device is being built (first use only). `fraction`: 0 … 1. */
  z.strictObject({ state: z.literal('preparing'), fraction: z.number() }),
  z.strictObject({
    state: z.literal('ready'),
    model: z.string(),
    device: z.string(),
    /** Why it runs on this device, and why on no other. */
    choice: deviceDecisionSchema.omit({ device: true }),
    /** Window of the model in tokens. */
    window: z.int().positive(),
    /** Measured on this machine: reading one token of context, and one network call as fixed + perToken × canvas tokens, in milliseconds. */
    timing: z.strictObject({ contextToken: z.number(), callFixed: z.number(), callToken: z.number() }),
    /** What steps buy; empty where the model does not say. */
    stepQuality: stepQualitySchema
  }),
  /** It ended unexpectedly and is being started again. */
  z.strictObject({ state: z.literal('restarting'), message: z.string() }),
  z.strictObject({ state: z.literal('failed'), message: z.string() })
])
export type InferenceStatus = z.infer<typeof inferenceStatusSchema>

export const fillRequestSchema = z.strictObject({
  requestId: z.uuid(),
  text: textSchema,
  marks: marksSchema,
  settings: fillSettingsSchema
})
export type FillRequest = z.infer<typeof fillRequestSchema>

/** Asks how unexpected the words that touch `range` are to a reader of `text`, whose line ends are one `\n`. */
export const surpriseRequestSchema = z.strictObject({
  requestId: z.uuid(),
  text: textSchema,
  range: spanSchema
})
export type SurpriseRequest = z.infer<typeof surpriseRequestSchema>

/** Renderer → main, answered. */
export const requests = {
  /** Version, and the document to show first (recovered work, a file given on the command line, or the sample). */
  'app:start': {
    request: z.null(),
    response: z.strictObject({
      version: z.string(),
      document: openDocumentSchema,
      /** The document is the sample, on which the tour is given. */
      isSample: z.boolean(),
      settings: settingsSchema,
      inference: inferenceStatusSchema
    })
  },
  'document:new': { request: z.null(), response: openDocumentSchema },
  /** The sample once more, as a document without a file. */
  'document:sample': { request: z.null(), response: openDocumentSchema },
  /** Asks the writer for a file. Null: the dialog was dismissed. */
  'document:open': { request: z.null(), response: openDocumentSchema.nullable() },
  /** Writes to the document's path; asks for one when it has none. Null: dismissed, nothing written. */
  'document:save': { request: documentContentSchema, response: savedDocumentSchema.nullable() },
  'document:save-as': { request: documentContentSchema, response: savedDocumentSchema.nullable() },
  /** Keeps unsaved work safe against a crash; called at most once a second while the writer types. */
  'document:journal': { request: documentContentSchema, response: z.null() },
  /** Keeps history and authorship beside a file whose text is the document's. */
  'document:keep-history': { request: documentContentSchema, response: z.null() },
  /** Called before a document with unsaved changes is replaced. */
  'document:ask-to-save': {
    request: z.strictObject({ name: z.string() }),
    response: z.enum(['save', 'discard', 'cancel'])
  },
  /** The text of the document's file as it stands on the disk. Null: the document has no file. */
  'document:read-disk': {
    request: z.strictObject({ id: documentIdSchema }),
    response: textSchema.nullable()
  },
  /** Another program changed the document's file. Answers as `DocumentStore.resolve` does. */
  'document:resolve': {
    request: z.strictObject({ id: documentIdSchema, by: z.enum(['theirs', 'mine', 'both']) }),
    response: openDocumentSchema.nullable()
  },
  /** A file was dropped onto the window. Only the preload sends this: it alone learns the path. */
  'document:open-dropped': { request: z.strictObject({ path: z.string() }), response: openDocumentSchema },
  'recent:list': {
    request: z.null(),
    response: z.array(z.strictObject({ path: z.string(), name: z.string() }))
  },
  /** Opens one of the recent files, and no other. */
  'recent:open': { request: z.strictObject({ path: z.string() }), response: openDocumentSchema },
  'recent:clear': { request: z.null(), response: z.null() },
  /** The writer's own words, for the spelling check. */
  'words:list': { request: z.null(), response: z.array(z.string()) },
  'words:add': { request: z.strictObject({ word: personalWordSchema }), response: z.array(z.string()) },
  'words:remove': { request: z.strictObject({ word: personalWordSchema }), response: z.array(z.string()) },
  /** The document was replaced or its changes given up: forget its journal. */
  'document:close': { request: z.strictObject({ id: documentIdSchema }), response: z.null() },
  /** Asks the writer for a file and writes to it. Null: dismissed, nothing written. */
  'document:export': {
    request: exportSchema,
    response: z.strictObject({ name: z.string() }).nullable()
  },
  /** Puts a text into the clipboard: the page itself may not. */
  'edit:copy': { request: z.strictObject({ text: textSchema }), response: z.null() },
  /** Pastes the clipboard into what has the focus: the page itself may not read it. */
  'edit:paste': { request: z.null(), response: z.null() },
  'settings:update': { request: settingsSchema.partial(), response: settingsSchema },
  /** Runs until done; rejects with code `cancelled` after `fill:cancel`. */
  'fill:run': { request: fillRequestSchema, response: fillResultSchema },
  /** The fill that is to be expected: what stands around its regions is read while nothing else is to do. Answers at once. */
  'fill:read-ahead': { request: fillRequestSchema, response: z.null() },
  'fill:cancel': { request: z.strictObject({ requestId: z.uuid() }), response: z.null() },
  /** All words at the end, in order; the event `text:surprise-progress` has them as they are found. Fills go first. */
  'text:surprise': {
    request: surpriseRequestSchema,
    response: z.strictObject({ words: z.array(surprisedWordSchema) })
  },
  'text:surprise-cancel': { request: z.strictObject({ requestId: z.uuid() }), response: z.null() },
  /** Measures this machine, and remembers the figures. Begins anew after a fill or a reading that comes between. */
  'speed:measure': { request: speedRequestSchema, response: speedRecordSchema },
  'speed:cancel': { request: z.strictObject({ requestId: z.uuid() }), response: z.null() },
  /** The figures that were measured last. */
  'speed:last': { request: z.null(), response: speedRecordSchema.nullable() },
  /** Whose document is shown and whether it has unsaved changes, and the names of all documents that closing the window would lose. */
  'window:set-edited': {
    request: z.strictObject({ edited: z.boolean(), name: z.string(), unsaved: z.array(z.string()) }),
    response: z.null()
  },
  /** Answer to the event `window:close-requested`, after the renderer has saved. */
  'window:close': { request: z.null(), response: z.null() }
} as const

export const commandSchema = z.enum([
  'new',
  'open',
  'save',
  'save-as',
  'undo',
  'redo',
  'find',
  'palette',
  'regenerate',
  'stop',
  'accept',
  'discard',
  'toggle-lock',
  'mark-region',
  'clear-region',
  'insert-gap',
  'history',
  'authorship',
  'toggle-theme',
  'speed',
  'help',
  'take-tour',
  ...proseCommands
])
export type Command = z.infer<typeof commandSchema>

/** Main → renderer, not answered. Kept until the page asks `app:start`. */
export const events = {
  'inference:status': inferenceStatusSchema,
  'fill:progress': z.strictObject({ requestId: z.uuid(), progress: fillProgressSchema }),
  /** The words found since the last one, in order, and the share that is done (0 … 1). */
  'text:surprise-progress': z.strictObject({
    requestId: z.uuid(),
    words: z.array(surprisedWordSchema),
    fraction: z.number()
  }),
  /** The share that is measured, 0 … 1. */
  'speed:progress': z.strictObject({ requestId: z.uuid(), fraction: z.number() }),
  /** A menu item was chosen. */
  'menu:command': z.strictObject({ command: commandSchema }),
  /** The writer wants to close the window and chose to save first. */
  'window:close-requested': z.null(),
  /** Another program changed the open file on disk. */
  'document:changed-on-disk': z.strictObject({ id: documentIdSchema }),
  /** A file came from outside (a second start, the file manager): show it once the present document is safe, or close it. */
  'document:offered': openDocumentSchema,
  /** The recent files are others now. */
  'recent:changed': z.null()
} as const

export type RequestName = keyof typeof requests
export type RequestOf<Name extends RequestName> = z.infer<(typeof requests)[Name]['request']>
export type ResponseOf<Name extends RequestName> = z.infer<(typeof requests)[Name]['response']>
export type EventName = keyof typeof events
export type EventOf<Name extends EventName> = z.infer<(typeof events)[Name]>

/** Errors cross in an envelope and arrive with code and sentence. */
export const errorPayloadSchema = z.strictObject({ code: z.string(), message: z.string() })
export type ErrorPayload = z.infer<typeof errorPayloadSchema>
export type Envelope<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: ErrorPayload }

/** What the preload puts on `window.lacuna`. */
export interface LacunaBridge {
  readonly platform: 'darwin' | 'win32' | 'linux'
  invoke<Name extends RequestName>(name: Name, request: RequestOf<Name>): Promise<Envelope<ResponseOf<Name>>>
  /** Opens a file that was dropped onto the window. */
  openDropped(file: File): Promise<Envelope<OpenDocument>>
  /** Returns the function that ends the subscription. */
  on<Name extends EventName>(name: Name, listener: (payload: EventOf<Name>) => void): () => void
}

/** What `content` says as JSON; undefined, which no schema accepts, where it is none. */
export function parseJson(content: string): unknown {
  try {
    return JSON.parse(content) as unknown
  } catch {
    return undefined
  }
}

// `npm run build`: builds the app and the command line, whatever stands in out/.
import { buildIfStale } from './build.mjs'

for (const target of /** @type {const} */ (['app', 'cli'])) {
  await buildIfStale(target, { log: (line) => process.stdout.write(`${line}\n`), force: true })
}

// Writes english.txt anew: node models/run.mjs words/make-english.ts
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { englishWords } from './english-words'

const root = resolve(import.meta.dirname, '../..')
const words = await englishWords(resolve(root, 'node_modules'), (path) => readFile(path, 'utf8'))
await writeFile(resolve(root, 'models/words/english.txt'), words)

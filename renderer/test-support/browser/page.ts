import { createMonacoEditor } from '../../editor/monaco-port'
import { mountApp } from '../../mount-app'
import { simulateMain } from '../simulated-main'

/** The program in a browser, with a main process that is only simulated. `?pause=MS` sets the time of a network call, `?theme=dark` the theme. */
const query = new URLSearchParams(location.search)
const simulation = simulateMain({
  pause: Number(query.get('pause') ?? '120'),
  theme: query.get('theme') === 'dark' ? 'dark' : 'light'
})
Object.assign(window, { simulation })
mountApp(simulation, createMonacoEditor)

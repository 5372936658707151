import { utilityProcess } from 'electron'
import type { SpawnInference } from './spawn-inference'

/**
 * The collector of JavaScript counts what the network gives back, megabytes a call, and without this goes through everything several times a
 * fill, on a processor that the network needs. With it the process takes some 30 MB more. The benches in package.json set it, too.
 */
const collectorFlag = '--initial-old-space-size=128'

/**
 * Starts the inference process with Electron.
 *
 * @param program built from process.ts
 * @param showOutput passes what ONNX Runtime says on to the terminal
 */
export function electronProcess(program: string, showOutput: boolean): SpawnInference {
  return ({ onMessage, onExit }) => {
    const child = utilityProcess.fork(program, [], {
      serviceName: 'Lacuna inference',
      execArgv: [`--js-flags=${collectorFlag}`],
      stdio: showOutput ? 'inherit' : 'ignore'
    })
    child.on('message', onMessage)
    child.on('exit', onExit)
    return {
      send: (message) => child.postMessage(message),
      kill: () => void child.kill()
    }
  }
}

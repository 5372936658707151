import { utilityProcess } from 'electron'
import type { SpawnInference } from './spawn-inference'

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

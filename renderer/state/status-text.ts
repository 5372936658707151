import type { InferenceStatus } from '../../main/ipc/contract'
import { failedDevices } from './speed-words'

/** The state of the model in a few words. */
export function statusText(status: InferenceStatus): string {
  switch (status.state) {
    case 'starting':
      return 'Starting the model…'
    case 'preparing':
      return `Preparing the model: ${Math.round(status.fraction * 100)} %`
    case 'ready':
      return ['Ready', status.model, status.device, failedDevices(status.choice)].filter(Boolean).join(' · ')
    case 'restarting':
    case 'failed':
      return status.message
  }
}

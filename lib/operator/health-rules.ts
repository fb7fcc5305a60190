import type { HealthCheckView, HealthState } from './schema'

/** As bad as the worst. */
export function worstOf(checks: readonly HealthCheckView[]): HealthState {
  const states = checks.map(({ state }) => state)
  if (states.includes('failing')) return 'failing'
  return states.includes('warning') ? 'warning' : 'ok'
}

const aGigabyte = 1_073_741_824

/** The disk on which the process keeps its files: full at a hundredth, scarce at a tenth or a gigabyte. */
export function diskState(disk: { freeBytes: number; totalBytes: number }): HealthState {
  const share = disk.totalBytes > 0 ? disk.freeBytes / disk.totalBytes : 0
  if (share < 0.01) return 'failing'
  return share < 0.1 || disk.freeBytes < aGigabyte ? 'warning' : 'ok'
}

/** The queue: something is due for longer than any worker needs to take it, or was given up. */
export function queueState(queue: { failed: number; lateSeconds: number | null }): HealthState {
  if ((queue.lateSeconds ?? 0) > 300) return 'failing'
  return queue.failed > 0 || (queue.lateSeconds ?? 0) > 60 ? 'warning' : 'ok'
}

/** A number of bytes as people say it. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1)
  const value = bytes / 1024 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}

import type { HealthCheckView, HealthState } from './schema'

/** As bad as the worst. */
export function worstOf(checks: readonly HealthCheckView[]): HealthState {
  const states = checks.map(({ state }) => state)
  if (states.includes('failing')) return 'failing'
  return states.includes('warning') ? 'warning' : 'ok'
}

/** The database: slow when a small question takes half a second. */
export function databaseState(milliseconds: number): HealthState {
  return milliseconds > 500 ? 'warning' : 'ok'
}

/** The migrations: the code expects each of them. */
export function migrationsState(migrations: { unfinished: string | null; pending: number }): HealthState {
  return migrations.unfinished !== null || migrations.pending > 0 ? 'failing' : 'ok'
}

/** The workers: mail and upkeep need one. */
export function workerState(alive: number): HealthState {
  return alive > 0 ? 'ok' : 'failing'
}

/** Mail: somebody looks after what failed, and after an installation that sends none. */
export function mailState(mail: { isOn: boolean; failed: number }): HealthState {
  return mail.isOn && mail.failed === 0 ? 'ok' : 'warning'
}

/** The audit logs: one that does not hold was changed behind the product. */
export function auditState(broken: number): HealthState {
  return broken > 0 ? 'failing' : 'ok'
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

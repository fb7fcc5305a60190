import { AppError } from '@/lib/errors'

/** The refusal of a run that the workspace does not have. */
export function runNotFound(): AppError {
  return new AppError('not_found', 'flow_run_not_found', {
    message:
      'There is no such flow run in the workspace. It may have been deleted; go back to the list of runs.',
  })
}

/** How many runs one order may name. */
export const flowRunsLimit = 200

/** How far the runs that are late or running are counted. */
export const overviewCountLimit = 1_000

/** How many lines of a run are read at once. */
export const logLinesPerPage = 200

/** The levels of log lines, least first; a line may have any number. */
export const logLevels = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const

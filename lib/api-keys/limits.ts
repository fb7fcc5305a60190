/** A key that was not used for so many days is pointed out. */
export const staleAfterDays = 90

/** How long an old key may go on beside the one that replaces it, in hours. */
export const overlapLimitHours = 48

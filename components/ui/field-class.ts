/** The frame that inputs, text areas and selects share. */
export const fieldClass =
  'field-text w-full rounded-md border border-control bg-surface px-2.5 text-base text-ink transition-colors ' +
  'focus-visible:outline-offset-[-1px] [&[readonly]]:bg-subtle disabled:bg-subtle disabled:text-faint ' +
  'aria-invalid:border-danger aria-invalid:focus-visible:outline-danger'

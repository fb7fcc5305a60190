import clsx from 'clsx'

const widths = { small: 'sm:max-w-md', medium: 'sm:max-w-lg', large: 'sm:max-w-3xl' }

export const dialogClasses = {
  backdrop:
    'fixed inset-0 z-50 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0',
  viewport:
    'fixed inset-0 z-50 flex items-start justify-center overflow-y-auto overscroll-contain p-4 sm:pt-[12vh]',
  popup: (size: keyof typeof widths) =>
    clsx(
      'w-full rounded-md border border-line bg-raised p-5 shadow-popup outline-none',
      'transition-[opacity,translate] data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0',
      widths[size],
    ),
  title: 'text-md font-semibold text-ink wrap-anywhere',
  description: 'mt-1 text-base text-muted wrap-anywhere',
  footer: 'mt-6 flex flex-wrap items-center justify-end gap-2',
}

import clsx from 'clsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'small' | 'medium'

const base =
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none ' +
  'transition-colors aria-disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0'

const variants: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-on-accent',
  secondary: 'border-line bg-surface text-ink',
  ghost: 'border-transparent bg-transparent text-ink',
  danger: 'border-transparent bg-danger-fill text-on-danger',
}

const hovers: Record<ButtonVariant, string> = {
  primary: 'hover:bg-accent-hover',
  secondary: 'hover:bg-hover aria-expanded:bg-hover',
  ghost: 'hover:bg-hover aria-expanded:bg-hover',
  danger: 'hover:bg-danger-fill-hover',
}

// A refused button stays readable: its reason is on focus and hover, so it is not faded to nothing.
const refused = 'border-line bg-subtle text-faint'

export const buttonSizes: Record<ButtonSize, string> = {
  small: 'h-7 px-2.5 text-sm',
  medium: 'h-8 px-3 text-base',
}

type ButtonClassOptions = { variant: ButtonVariant; size: string; isRefused?: boolean }

export function buttonClass({ variant, size, isRefused = false }: ButtonClassOptions): string {
  if (isRefused) return clsx(base, size, variant === 'ghost' ? 'border-transparent text-faint' : refused)
  return clsx(base, size, variants[variant], hovers[variant])
}

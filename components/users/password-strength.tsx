'use client'
import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { useDeferredValue } from 'react'
import { useWatch } from 'react-hook-form'
import { passwordQueries } from '@/lib/passwords/queries'

type PasswordStrengthProps = { password: string; personal: string[] }

/** How hard a password is to guess, estimated in the browser while it is typed; nothing is sent. */
export function PasswordStrength({ password, personal }: PasswordStrengthProps) {
  const typed = useDeferredValue(password)
  const asked: unknown[] = useWatch({ name: ['name', 'email'] })
  const isTyped = typed.length > 0
  const { data } = useQuery({ ...passwordQueries.strength(), enabled: isTyped })
  const known = [...personal, ...asked.filter((value) => typeof value === 'string')]
  const strength = data && isTyped ? data.estimatePasswordStrength(typed, known) : null
  const level = strength ? levels[strength.score] : null
  return (
    <div className="grid gap-1">
      <div aria-hidden className="grid grid-cols-4 gap-1">
        {[1, 2, 3, 4].map((bar) => (
          <span
            key={bar}
            className={clsx(
              'h-1 rounded-full forced-colors:border',
              level && bar <= level.bars ? `${level.fill} forced-colors:bg-[Highlight]` : 'bg-hover',
            )}
          />
        ))}
      </div>
      <p aria-live="polite" className="min-h-5 text-sm text-muted">
        {level ? [level.label, strength?.warning].filter(Boolean).join('. ').replace(/\.?$/, '.') : ''}
      </p>
    </div>
  )
}

const levels = {
  0: { bars: 1, label: 'Very easy to guess', fill: 'bg-danger-fill' },
  1: { bars: 1, label: 'Easy to guess', fill: 'bg-danger-fill' },
  2: { bars: 2, label: 'Fair', fill: 'bg-warning-fill' },
  3: { bars: 3, label: 'Good', fill: 'bg-success' },
  4: { bars: 4, label: 'Strong', fill: 'bg-success' },
}

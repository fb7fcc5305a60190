'use client'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useEffect } from 'react'
import { Toaster as Sonner, toast as sonner } from 'sonner'
import { receiveToasts, type Toast } from '@/lib/client/toast'

/** Short messages at the lower right. Nothing waits for one, and what can be undone is undone from its action. */
export function ToasterFrame() {
  const { theme } = useTheme()
  useEffect(() => receiveToasts(show), [])
  return (
    <Sonner
      theme={themeOf(theme)}
      position="bottom-right"
      duration={6000}
      gap={8}
      closeButton={false}
      icons={{
        success: <CircleCheck aria-hidden className="size-4 text-success" />,
        error: <CircleAlert aria-hidden className="size-4 text-danger" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-start gap-3 rounded-md border border-line bg-raised px-4 py-3 font-sans text-base text-ink shadow-popup sm:w-89',
          icon: 'flex h-5 shrink-0 items-center',
          content: 'min-w-0 flex-1',
          description: 'text-sm text-muted',
          actionButton: 'shrink-0 rounded-sm px-1 font-medium text-link hover:underline',
          cancelButton: 'shrink-0 rounded-sm px-1 text-muted hover:underline',
        },
      }}
    />
  )
}

function themeOf(theme: string | undefined): 'light' | 'dark' | 'system' {
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

const kinds = { success: sonner.success, error: sonner.error, message: sonner.message }

function show({ kind, text, description, action }: Toast) {
  // What can be undone stays long enough to be read and reached.
  kinds[kind](text, {
    ...(description ? { description } : {}),
    ...(action ? { action, duration: 15_000 } : {}),
  })
}

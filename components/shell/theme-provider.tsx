'use client'
import { ThemeProvider as NextThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'

type ThemeProviderProps = { nonce?: string | undefined; children: ReactNode }

/** Follows the system until a theme is chosen; its script runs before the first paint, so nothing flashes. */
export function ThemeProvider({ nonce, children }: ThemeProviderProps) {
  return (
    <NextThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      enableColorScheme={false}
      disableTransitionOnChange
      {...(nonce ? { nonce } : {})}
    >
      {children}
    </NextThemeProvider>
  )
}

'use client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { AppError } from '@/lib/errors'
import { Toaster } from '../feedback/toaster'
import { ThemeProvider } from './theme-provider'

type ProvidersProps = {
  /** Of the content security policy, for the script that sets the theme before the first paint. */
  nonce?: string | undefined
  children: ReactNode
}

export function Providers({ nonce, children }: ProvidersProps) {
  const [queryClient] = useState(createQueryClient)
  return (
    <ThemeProvider nonce={nonce}>
      <QueryClientProvider client={queryClient}>
        <NuqsAdapter>
          {children}
          <Toaster />
        </NuqsAdapter>
      </QueryClientProvider>
    </ThemeProvider>
  )
}

const STALE_AFTER = 30_000
const MOST_RETRIES = 2

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_AFTER,
        // A refusal stays a refusal; only a fault may pass.
        retry: (count, error) =>
          count < MOST_RETRIES && (!(error instanceof AppError) || error.code === 'internal'),
      },
    },
  })
}

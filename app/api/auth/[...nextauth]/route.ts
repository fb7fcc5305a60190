import { answerAuthRequest } from '@/lib/sessions/auth-handler'

export { answerAuthRequest as GET, answerAuthRequest as POST }

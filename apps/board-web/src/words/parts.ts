import { inBoth } from './in-both.js';

export const partsWords = inBoth(
  {
    status: {
      requested: 'pedido',
      pending: 'pendiente',
      approved: 'aprobado',
      declined: 'rechazado',
      cancelled: 'cancelado',
      'cancellation-requested': 'cancelación pedida',
      reversed: 'devuelto',
      dead: 'mensaje muerto',
    },
    copy: 'Copiar {{id}}',
    copied: 'copiado',
    loading: 'Cargando',
    unknownProblem: 'No hay respuesta',
    unknownProblemText: 'El panel no responde. Comprueba que está en marcha: npm start.',
    field: 'Campo',
    tryAgain: 'Probar otra vez',
  },
  {
    status: {
      requested: 'requested',
      pending: 'pending',
      approved: 'approved',
      declined: 'declined',
      cancelled: 'cancelled',
      'cancellation-requested': 'cancellation requested',
      reversed: 'paid back',
      dead: 'dead letter',
    },
    copy: 'Copy {{id}}',
    copied: 'copied',
    loading: 'Loading',
    unknownProblem: 'No answer',
    unknownProblemText: 'The board does not answer. See that it runs: npm start.',
    field: 'Field',
    tryAgain: 'Try again',
  },
);

/** Why a trade ended. */
export const EXIT_REASONS = ['stop_loss', 'take_profit', 'signal', 'max_holding', 'end_of_run'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** A reason in English, whatever the editor's language: for what is searched and what models are told. */
export const plainExitReason = (reason: string) => reason.replaceAll('_', ' ');

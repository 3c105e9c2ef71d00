/** Outcome in the form of the Python engine. */
export const PYTHON_OUTCOME = {
  decision_id: 'old-1',
  asset_pair: 'BTCUSD',
  action: 'BUY',
  entry_timestamp: '2024-05-01T10:00:00',
  exit_timestamp: '2024-05-02T10:00:00',
  entry_price: 100,
  exit_price: 110,
  position_size: 1,
  realized_pnl: 10,
  pnl_percentage: 10,
  ai_provider: 'llama3',
  decision_confidence: 70,
};

/** Scales a vector to length 1, in place; one of 0s stays. */
export function toUnitLength<Vector extends Float32Array | Float64Array>(vector: Vector): Vector {
  let squares = 0;
  for (let place = 0; place < vector.length; place += 1) squares += vector[place] * vector[place];
  const length = Math.sqrt(squares);
  if (length > 0) for (let place = 0; place < vector.length; place += 1) vector[place] /= length;
  return vector;
}

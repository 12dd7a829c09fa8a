/** Whether two things say the same. Pure. */

/** Of values as they stand in a state, whose keys come in one order. */
export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Of anchors: the same words in the same role. */
export function sameAnchor(one, other) {
  return one.role === other.role && one.start === other.start && one.end === other.end;
}

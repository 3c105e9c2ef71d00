;; Inner products of one query with many rows of 32-bit floats: 16 lanes, four vectors of four, WebAssembly SIMD.
;; vectorTable.ts does the same in JavaScript, addition for addition; a test compares this file with dotKernelBytes.ts.
(module
  (memory (export "memory") 1)
  ;; All are byte addresses but $count. $bytes is the length of a row, a multiple of 64.
  (func (export "dots")
    (param $query i32) (param $rows i32) (param $count i32) (param $bytes i32) (param $scores i32)
    (local $end i32) (local $place i32) (local $rowEnd i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $end (i32.add (local.get $scores) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $scores) (local.get $end)))
        (local.set $a (v128.const i64x2 0 0))
        (local.set $b (v128.const i64x2 0 0))
        (local.set $c (v128.const i64x2 0 0))
        (local.set $d (v128.const i64x2 0 0))
        (local.set $place (local.get $query))
        (local.set $rowEnd (i32.add (local.get $rows) (local.get $bytes)))
        (loop $part
          (local.set $a (f32x4.add (local.get $a)
            (f32x4.mul (v128.load (local.get $place)) (v128.load (local.get $rows)))))
          (local.set $b (f32x4.add (local.get $b)
            (f32x4.mul (v128.load offset=16 (local.get $place)) (v128.load offset=16 (local.get $rows)))))
          (local.set $c (f32x4.add (local.get $c)
            (f32x4.mul (v128.load offset=32 (local.get $place)) (v128.load offset=32 (local.get $rows)))))
          (local.set $d (f32x4.add (local.get $d)
            (f32x4.mul (v128.load offset=48 (local.get $place)) (v128.load offset=48 (local.get $rows)))))
          (local.set $place (i32.add (local.get $place) (i32.const 64)))
          (local.set $rows (i32.add (local.get $rows) (i32.const 64)))
          (br_if $part (i32.lt_u (local.get $rows) (local.get $rowEnd))))
        (local.set $a (f32x4.add
          (f32x4.add (local.get $a) (local.get $b))
          (f32x4.add (local.get $c) (local.get $d))))
        (f32.store (local.get $scores)
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $a)) (f32x4.extract_lane 1 (local.get $a)))
            (f32.add (f32x4.extract_lane 2 (local.get $a)) (f32x4.extract_lane 3 (local.get $a)))))
        (local.set $scores (i32.add (local.get $scores) (i32.const 4)))
        (br $row))))
  ;; The same of whole numbers: rows of bytes, a query of 16 bits each; $width a multiple of 32. No sum may reach 2^31.
  (func (export "wholeDots")
    (param $query i32) (param $rows i32) (param $count i32) (param $width i32) (param $scores i32)
    (local $end i32) (local $place i32) (local $rowEnd i32)
    (local $a v128) (local $b v128)
    (local.set $end (i32.add (local.get $scores) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $scores) (local.get $end)))
        (local.set $a (v128.const i64x2 0 0))
        (local.set $b (v128.const i64x2 0 0))
        (local.set $place (local.get $query))
        (local.set $rowEnd (i32.add (local.get $rows) (local.get $width)))
        (loop $part
          (local.set $a (i32x4.add (local.get $a)
            (i32x4.dot_i16x8_s (v128.load (local.get $place)) (v128.load8x8_s (local.get $rows)))))
          (local.set $b (i32x4.add (local.get $b)
            (i32x4.dot_i16x8_s (v128.load offset=16 (local.get $place)) (v128.load8x8_s offset=8 (local.get $rows)))))
          (local.set $a (i32x4.add (local.get $a)
            (i32x4.dot_i16x8_s (v128.load offset=32 (local.get $place)) (v128.load8x8_s offset=16 (local.get $rows)))))
          (local.set $b (i32x4.add (local.get $b)
            (i32x4.dot_i16x8_s (v128.load offset=48 (local.get $place)) (v128.load8x8_s offset=24 (local.get $rows)))))
          (local.set $place (i32.add (local.get $place) (i32.const 64)))
          (local.set $rows (i32.add (local.get $rows) (i32.const 32)))
          (br_if $part (i32.lt_u (local.get $rows) (local.get $rowEnd))))
        (local.set $a (i32x4.add (local.get $a) (local.get $b)))
        (i32.store (local.get $scores)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a)))
            (i32.add (i32x4.extract_lane 2 (local.get $a)) (i32x4.extract_lane 3 (local.get $a)))))
        (local.set $scores (i32.add (local.get $scores) (i32.const 4)))
        (br $row)))))

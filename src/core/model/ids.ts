/** How ids are made from what they name. */

/** `PWR-DRILL-001` to `prod_pwr_drill_001`. */
export function productId(sku: string): string {
  return `prod_${sku.toLowerCase().replaceAll('-', '_')}`;
}

/** The path of a product's picture. */
export function imageUrl(sku: string): string {
  return `/images/${sku.toLowerCase()}.jpg`;
}

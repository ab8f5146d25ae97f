/** The paper's Table 2: what each part of the recipe adds. */
package io.microexp.training.ablation;

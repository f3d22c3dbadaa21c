"""Ridge regression whose penalties are learnt from the data: one prior variance a block of columns.

Type-II maximum likelihood by expectation maximisation (MacKay, Bayesian interpolation, Neural Computation 4, 1992;
Tipping, Sparse Bayesian learning, JMLR 1, 2001, with variances shared inside a block). A block that explains nothing is
shrunk to nothing, one that explains much (events) is left nearly free: no penalty is tuned by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve, lapack

from forecasting.history import Floats, Ints

PATIENCE = 8.0


@dataclass(frozen=True)
class RidgeFit:
    """Posterior of the coefficients.

    Attributes:
        coef: shape (columns,).
        variance: posterior variance of each coefficient; `cov`: their posterior covariance.
        noise_var: variance of the residual on the scale of the target.
        prior_var: learnt prior variance by block; `column_var`: the variance each column had in the end.
    """

    coef: Floats
    variance: Floats
    cov: Floats
    noise_var: float
    prior_var: Floats
    column_var: Floats


def fit_ridge(
    design: Floats,
    target: Floats,
    blocks: Ints,
    prior_var: Floats,
    *,
    weights: Floats | None = None,
    fixed: frozenset[int] = frozenset(),
    expected: Floats | None = None,
    alone: frozenset[int] = frozenset(),
    noise_var: float | None = None,
    rounds: int = 25,
    column_var: Floats | None = None,
    leave_out: npt.NDArray[np.bool_] | None = None,
) -> RidgeFit:
    """Fit `target ≈ design @ coef` with `coef[j] ~ N(0, prior_var[blocks[j]])`, the variances learnt.

    Args:
        design: shape (rows, columns).
        blocks: block number of each column.
        prior_var: starting prior variances by block.
        weights: weight of each row (1 / relative noise variance).
        fixed: blocks whose variance is not learnt.
        expected: by block, the variance that `PATIENCE` coefficients' worth of evidence speaks for beforehand; 0 for
            none. For blocks of few columns, whose variance a year or two cannot tell.
        alone: blocks whose outstanding coefficients are left alone: at the end each gets at least its own square as
            variance, so that one great peak is not drawn to its neighbours, while small ones still are (global and
            local shrinkage: Polson and Scott, Bayesian Statistics 9, 2010).
        noise_var: starting noise variance.
        rounds: rounds of expectation maximisation.
        column_var: variances to take as they are, by column; nothing is learnt then.
        leave_out: columns that stay at nothing.
    """
    if weights is not None:
        root = np.sqrt(weights)
        design, target = design * root[:, None], target * root
    # A column without a row to learn from (an event yet to come) keeps its prior and costs nothing.
    used = (design != 0).any(axis=0)
    live = np.flatnonzero(used if leave_out is None else used & ~leave_out)
    all_blocks, blocks, design = blocks, blocks[live], design[:, live]
    gram, moment = design.T @ design, design.T @ target
    square = float(target @ target)
    rows = len(design)
    noise = noise_var if noise_var else max(float(np.var(target)) * 0.1, 1e-6)
    prior = prior_var.copy()
    sizes = np.bincount(blocks, minlength=len(prior)).astype(float)
    learnt = np.array([b not in fixed and sizes[b] > 0 for b in range(len(prior))])
    before = np.zeros(len(prior)) if expected is None else expected
    patience = np.where(before > 0, PATIENCE, 0.1)
    coef, inverse = np.zeros(len(live)), np.zeros((len(live), len(live)))
    own = np.array([b in alone for b in range(len(prior))])[blocks]
    each = prior[blocks]
    if column_var is not None:
        own, rounds = np.zeros(len(live), dtype=bool), 1
    rounds = max(rounds, 1)
    for turn in range(rounds + bool(own.any())):
        each = prior[blocks] if column_var is None else column_var[live]
        if turn == rounds:
            each = np.where(own, np.maximum(each, coef**2), each)
        factor = cho_factor(gram / noise + np.diag(1.0 / each), lower=True, check_finite=False)
        coef = cho_solve(factor, moment / noise, check_finite=False)
        inverse, _ = lapack.dpotri(factor[0], lower=1)
        variance = np.diag(inverse).copy()
        if turn >= rounds - 1:
            continue
        effective = np.bincount(blocks, weights=1.0 - variance / each, minlength=len(prior))
        energy = np.bincount(blocks, weights=coef**2, minlength=len(prior))
        # MacKay's fixed point converges faster than plain EM; the small gamma prior keeps it off zero and infinity.
        update = (energy + 1e-5 + patience * before) / np.maximum(effective + patience, 1e-3)
        prior = np.where(learnt, np.clip(0.3 * prior + 0.7 * update, 1e-8, 25.0), prior)
        residual = square - 2 * float(coef @ moment) + float(coef @ gram @ coef)
        noise = max(residual / max(rows - float(effective.sum()), 0.1 * rows), 1e-7)
    lower = np.tril(inverse)
    cov = np.zeros((len(all_blocks), len(all_blocks)))
    cov[np.diag_indices_from(cov)] = (
        prior[all_blocks] if leave_out is None else np.where(leave_out, 0.0, prior[all_blocks])
    )
    cov[np.ix_(live, live)] = lower + np.tril(inverse, -1).T
    whole, own_var = np.zeros(len(all_blocks)), prior[all_blocks]
    whole[live], own_var[live] = coef, each
    return RidgeFit(whole, np.diag(cov).copy(), cov, noise, prior, own_var)

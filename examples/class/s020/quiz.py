import numpy as np


z = "z[t] = phi(s[t] @ V1 + z[t-1] @ W2)"


def z_t(s_t, z_prev, V1, W2):
    return np.tanh(s_t @ V1 + z_prev @ W2)


z_choice = "b"


V1_update = "dE[t]/dy[t] * dy[t]/dz[t] * d+z[t]/dV1"


V1_choice = "a"


def grad_V1_1step(s_t, z_prev, d, V1, W2, V2):
    z_now = z_t(s_t, z_prev, V1, W2)
    at_z = 2 * (z_now @ V2 - d) @ V2.T
    return np.outer(s_t, at_z * (1 - z_now**2))


U_two_steps = (
    "dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/ds[t+1] * d+s[t+1]/dU"
    " + dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/dz[t] * dz[t]/ds[t] * d+s[t]/dU"
)


U_choice = "a"


def forward(x, s0, z0, U, W1, V1, W2, V2):
    S, Z = [s0], [z0]
    for x_t in x:
        S.append(np.tanh(x_t @ U + S[-1] @ W1))
        Z.append(z_t(S[-1], Z[-1], V1, W2))
    return np.array(S), np.array(Z), Z[-1] @ V2


def paths_U(x, s0, z0, d, U, W1, V1, W2, V2):
    S, Z, y = forward(x, s0, z0, U, W1, V1, W2, V2)
    ds1, ds2, dz1, dz2 = 1 - S[1] ** 2, 1 - S[2] ** 2, 1 - Z[1] ** 2, 1 - Z[2] ** 2
    at_z2 = 2 * (y - d) @ V2.T * dz2
    P1 = np.outer(x[1], at_z2 @ V1.T * ds2)
    P2 = np.outer(x[0], at_z2 @ W2.T * dz1 @ V1.T * ds1)
    P3 = np.outer(x[0], at_z2 @ V1.T * ds2 @ W1.T * ds1)
    return P1, P2, 0 * P3


count_U = [1, 2, 3, 4]


count_V1 = [1, 2, 3, 4]


count_U_n = "n"


count_V1_n = "n"


def grads_z(x, s0, z0, d, U, W1, V1, W2, V2):
    S, Z, y = forward(x, s0, z0, U, W1, V1, W2, V2)
    dU, dW1, dV1, dW2 = (np.zeros_like(W) for W in (U, W1, V1, W2))
    at_y = 2 * (y - d)
    at_s, at_z = np.zeros_like(s0), at_y @ V2.T
    for t in range(len(x), 0, -1):
        inside_z = at_z * (1 - Z[t] ** 2)
        inside_s = (at_s + inside_z @ V1.T) * (1 - S[t] ** 2)
        dV1 += np.outer(S[t], inside_z)
        dW2 += np.outer(Z[t - 1], inside_z)
        dU += np.outer(x[t - 1], inside_s)
        dW1 += np.outer(S[t - 1], inside_s)
        at_z, at_s = inside_z @ W2.T, np.zeros_like(at_s)
    return dU, dW1, dV1, dW2, np.outer(Z[-1], at_y)

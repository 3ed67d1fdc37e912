import numpy as np

z = "z[t] = phi(s[t-1] @ V1 + z[t-1] @ W2)"


def z_t(s_t, z_prev, V1, W2):
    return np.tanh(s_t @ V1 + z_prev @ W2)


z_choice = "c"

V1_update = "dE[t]/dy[t] * dy[t]/dz[t] * dz[t]/ds[t] * d+s[t]/dV1"

V1_choice = "b"


def grad_V1_1step(s_t, z_prev, d, V1, W2, V2):
    hidden = z_t(s_t, z_prev, V1, W2)
    out = hidden @ V2
    back = 2 * (out - d) @ V2.T * (1 - hidden**2)
    return np.outer(s_t, back)


U_two_steps = (
    "dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/ds[t+1] * d+s[t+1]/dU"
    " + dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/ds[t+1] * ds[t+1]/ds[t] * d+s[t]/dU"
)

U_choice = "c"


def forward(x, s0, z0, U, W1, V1, W2, V2):
    S, Z = [s0], [z0]
    for inp in x:
        S.append(np.tanh(inp @ U + S[-1] @ W1))
        Z.append(z_t(S[-1], Z[-1], V1, W2))
    return np.array(S), np.array(Z), Z[-1] @ V2


# U is used twice, so I get two and not three
def paths_U(x, s0, z0, d, U, W1, V1, W2, V2):
    S, Z, out = forward(x, s0, z0, U, W1, V1, W2, V2)
    back = 2 * (out - d) @ V2.T * (1 - Z[2] ** 2)
    back = back @ V1.T * (1 - S[2] ** 2)
    P1 = np.outer(x[1], back)
    P2 = np.outer(x[0], back @ W1.T * (1 - S[1] ** 2))
    return P1, P2


count_U = [1, 2, 3, 4]
count_V1 = [1, 2, 3, 4]
count_U_n = "n"
count_V1_n = "n"


def grads_z(x, s0, z0, d, U, W1, V1, W2, V2):
    S, Z, out = forward(x, s0, z0, U, W1, V1, W2, V2)
    dU, dW1 = np.zeros_like(U), np.zeros_like(W1)
    dV1, dW2 = np.zeros_like(V1), np.zeros_like(W2)
    g = 2 * (out - d)
    back_z = g @ V2.T
    back_s = back_z * (1 - Z[-1] ** 2) @ V1.T
    for t in range(len(x), 0, -1):
        back_z = back_z * (1 - Z[t] ** 2)
        dV1 += np.outer(S[t], back_z)
        dW2 += np.outer(Z[t - 1], back_z)
        back_z = back_z @ W2.T
        back_s = back_s * (1 - S[t] ** 2)
        dU += np.outer(x[t - 1], back_s)
        dW1 += np.outer(S[t - 1], back_s)
        back_s = back_s @ W1.T
    return dU, dW1, dV1, dW2, np.outer(Z[-1], g)

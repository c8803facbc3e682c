//! Walking a graph that should have no circles, and finding those it has.

/// An edge that leads back to where the walk came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Circle {
    /// The node with the edge.
    pub(super) node: usize,
    /// The edge's position among the node's edges.
    pub(super) edge: usize,
    /// The nodes of the circle in order; the first stands again at the end.
    pub(super) path: Vec<usize>,
}

/// Walks depth first. Without the edges in the circles, every node comes after those that its edges lead to.
///
/// The walk keeps its own stack, since a book may nest deeper than the machine's stack.
pub(super) fn walk(edges: &[Vec<usize>]) -> (Vec<usize>, Vec<Circle>) {
    let mut state = vec![State::New; edges.len()];
    let mut order = Vec::with_capacity(edges.len());
    let mut circles = Vec::new();
    for root in 0..edges.len() {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        let mut open = vec![(root, 0)];
        while let Some((node, next)) = open.last_mut() {
            let (node, edge) = (*node, *next);
            *next += 1;
            let Some(&target) = edges[node].get(edge) else {
                state[node] = State::Done;
                order.push(node);
                open.pop();
                continue;
            };
            match state[target] {
                State::New => {
                    state[target] = State::Open;
                    open.push((target, 0));
                }
                State::Open => {
                    let mut path: Vec<_> = open.iter().map(|(node, _)| *node).skip_while(|node| *node != target).collect();
                    path.push(target);
                    circles.push(Circle { node, edge, path });
                }
                State::Done => {}
            }
        }
    }
    (order, circles)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(edges: &[&[usize]], order: &[usize], circles: &[(usize, usize, &[usize])]) {
        let edges: Vec<_> = edges.iter().map(|edges| edges.to_vec()).collect();
        let found = walk(&edges);
        let expected: Vec<_> =
            circles.iter().map(|(node, edge, path)| Circle { node: *node, edge: *edge, path: path.to_vec() }).collect();
        assert_eq!(found, (order.to_vec(), expected));
    }

    #[test]
    fn what_is_led_to_comes_first() {
        check(&[&[1, 2], &[2], &[]], &[2, 1, 0], &[]);
        check(&[&[], &[0], &[0, 1]], &[0, 1, 2], &[]);
    }

    #[test]
    fn each_circle_is_named_once() {
        check(&[&[0]], &[0], &[(0, 0, &[0, 0])]);
        check(&[&[1], &[2], &[1]], &[2, 1, 0], &[(2, 0, &[1, 2, 1])]);
        check(&[&[1], &[0, 1]], &[1, 0], &[(1, 0, &[0, 1, 0]), (1, 1, &[1, 1])]);
    }
}

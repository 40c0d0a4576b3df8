using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Faults;

/// <summary>Nodes that do not reach each other, the database, or neither.</summary>
/// <param name="later">Does something after a time, unless everything was healed before.</param>
internal sealed class LinkFaults(Universe universe, Action<long, Action> later)
{
    public void Inject(Fault fault, SimNode node)
    {
        SimNode other = universe.Nodes[(fault.Target + 1 + (fault.Detail % (universe.Nodes.Count - 1)))
            % universe.Nodes.Count];
        switch (fault.Kind)
        {
            case FaultKind.LinkCut:
                Cut(node, other, fault.Lasts);
                if (fault.Detail % 2 == 0)
                {
                    Cut(other, node, fault.Lasts);
                }

                break;
            case FaultKind.OnlyDatabaseCut:
                Away(node, fault);
                break;
            case FaultKind.PartCut:
                Part([node, other], fault);
                break;
            default:
                Part([node], fault);
                break;
        }
    }

    private void Part(SimNode[] part, Fault fault)
    {
        foreach (SimNode one in part)
        {
            Away(one, fault);
            foreach (SimNode other in universe.Nodes.Except(part))
            {
                Cut(one, other, fault.Lasts);
                Cut(other, one, fault.Lasts);
            }
        }
    }

    private void Away(SimNode node, Fault fault)
    {
        universe.Network.Held = fault.Detail % 4 / 4.0;
        universe.Network.CutRequests(node.Name, true);
        later(fault.Lasts, () => universe.Network.CutRequests(node.Name, false));
    }

    private void Cut(SimNode from, SimNode to, long lasts)
    {
        universe.Links.Cut(from.Name, to.Name, true);
        later(lasts, () => universe.Links.Cut(from.Name, to.Name, false));
    }
}

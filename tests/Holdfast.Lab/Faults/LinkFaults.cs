using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>Links that lose, double and reorder frames, below everything that would send them again.</summary>
public static class LinkFaults
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(20);

    /// <summary>Of the owner's link.</summary>
    private static readonly LinkQuality One = new(0.20, 0.05, 0.10, TimeSpan.FromMilliseconds(30));

    /// <summary>Of each link; what goes from machine to machine takes two.</summary>
    private static readonly LinkQuality Each = new(0.10, 0.05, 0.10, TimeSpan.FromMilliseconds(30));

    /// <summary>Nothing may move.</summary>
    public static Fault Lossy(int number) => new(
        number, "a fifth of all frames on the owner's link lost, in every second run a tenth on each, some doubled "
            + "or reordered, members of etcd included, for 20 s",
        LossyAsync)
    {
        Stays = true, Prepare = PrepareAsync, Layouts = Layout.All, WhyNot = () => Task.FromResult(LossyLink.WhyNot()),
        Then = new(number, "30 % of all frames on the owner's link lost, in every second run 15 % on each, for 20 s",
            WorseAsync)
        {
            Prepare = PrepareAsync, Layouts = Layout.All, WhyNot = () => Task.FromResult(LossyLink.WhyNot()),
        },
    };

    /// <summary>Its own member, too, is cut from the others. Nothing may move: the other nodes renew for it.</summary>
    public static Fault EtcdCut(int number) => new(
        number, "what goes between the owner and the others to and from ports of etcd lost for 15 s, all else arrives",
        EtcdCutAsync)
    {
        Stays = true, Prepare = PrepareAsync, Layouts = Layout.All, WhyNot = () => Task.FromResult(LossyLink.WhyNot()),
    };

    internal static async Task PrepareAsync(FaultScene scene)
    {
        foreach (LabMachine machine in scene.Members)
        {
            scene.Links.Add(machine, await scene.Network.MakeLossyAsync(machine));
        }
    }

    private static async Task EtcdCutAsync(FaultScene scene, int run)
    {
        LossyLink link = scene.Links[scene.Owner];
        long before = link.Lost;
        link.Quality = LinkQuality.Perfect with { Etcd = EtcdFrames.Lost };
        await Task.Delay(Cut);
        link.Quality = LinkQuality.Perfect;
        if (link.Lost == before)
        {
            throw new IOException("nothing went between the owner and etcd");
        }
    }

    private static Task LossyAsync(FaultScene scene, int run) => LossyAsync(scene, run, One, Each);

    /// <summary>Whether the owner keeps its lease is open; nothing may run twice or be lost.</summary>
    private static Task WorseAsync(FaultScene scene, int run) => LossyAsync(
        scene, run, LinkQuality.Perfect with { Lost = 0.30 }, LinkQuality.Perfect with { Lost = 0.15 });

    private static async Task LossyAsync(FaultScene scene, int run, LinkQuality one, LinkQuality each)
    {
        LossyLink[] links = run % 2 == 1 ? [scene.Links[scene.Owner]] : [.. scene.Links.Values];
        long[] before = [.. links.Select(link => link.Lost)];
        Array.ForEach(links, link => link.Quality = run % 2 == 1 ? one : each);
        await Task.Delay(Bad);
        Array.ForEach(links, link => link.Quality = LinkQuality.Perfect);
        if (links.Select(link => link.Lost).Zip(before).Any(pair => pair.First == pair.Second))
        {
            throw new IOException("no frame was lost on a link that was to lose some");
        }
    }
}

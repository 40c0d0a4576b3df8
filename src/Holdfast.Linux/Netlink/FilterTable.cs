namespace Holdfast.Linux.Netlink;

/// <summary>
/// A table of the kernel's packet filter (nf_tables) that makes addresses deaf and mute whose time is over: a set of
/// addresses that it looks after, a set of those that are held, each with its time-out, and two chains that drop what
/// comes to, or is sent from, one of the first set that is not in the second.
/// </summary>
/// <param name="Family">The kernel's number of the protocol: IPv4, ARP or IPv6.</param>
/// <param name="AddressLength">Of an address of it, bytes.</param>
/// <param name="Destination">Where in a packet the address is that it is for.</param>
/// <param name="Source">Where in a packet the address is that it is from.</param>
/// <param name="Out">The kernel's number of the place that all pass which this machine sends.</param>
internal sealed record FilterTable(byte Family, int AddressLength, uint Destination, uint Source, uint Out)
{
    /// <summary>The kernel's number of the packet filter.</summary>
    public const int Part = 12;

    private const ushort Subsystem = 10 << 8;
    private const ushort NewTable = Subsystem | 0;
    private const ushort DeleteTable = Subsystem | 2;
    private const ushort NewChain = Subsystem | 3;
    private const ushort NewRule = Subsystem | 6;
    private const ushort NewSet = Subsystem | 9;
    private const ushort NewElement = Subsystem | 12;
    private const ushort GetElement = Subsystem | 13;
    private const ushort DeleteElement = Subsystem | 14;
    private const ushort BatchBegin = 16;
    private const ushort BatchEnd = 17;
    private const uint WithTimeouts = 0x10;

    /// <summary>What comes to this machine passes here first, before it is decided where it goes; ARP alike.</summary>
    private const uint In = 0;

    /// <summary>Before connections are tracked and destinations rewritten (NF_IP_PRI_RAW).</summary>
    private const int Early = -300;

    /// <summary>The kernel counts in ticks of up to 10 ms, rounds down, and takes 0 for "for ever".</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    /// <summary>Attributes: of everything its table first; a set's and a chain's name where they are used.</summary>
    private const ushort Table = 1;
    private const ushort ListItem = 1;

    /// <summary>Addresses whose time is looked after.</summary>
    public const string Guarded = "guarded";

    /// <summary>Addresses whose time is not over.</summary>
    public const string Held = "held";

    /// <summary>IPv4: destination at byte 16, source at 12; sent packets pass NF_INET_LOCAL_OUT.</summary>
    public static FilterTable Ip { get; } = new(2, 4, 16, 12, 3);

    /// <summary>ARP over Ethernet: who is asked for at byte 24, who asks or answers at 14; NF_ARP_OUT.</summary>
    public static FilterTable Arp { get; } = new(3, 4, 24, 14, 1);

    /// <summary>IPv6, with it the advertisements by which neighbours are found.</summary>
    public static FilterTable Ip6 { get; } = new(10, 16, 24, 8, 3);

    /// <summary>Sends messages that are done as a whole, or not at all.</summary>
    /// <returns>0 for done, else the error number.</returns>
    public static int Commit(IReadOnlyList<Func<int, NetlinkMessage>> messages)
    {
        var batch = new List<byte>();
        batch.AddRange(new NetlinkMessage(BatchBegin, 0, 0, [0, 0, 0, 10]).ToArray());
        for (int number = 1; number <= messages.Count; number++)
        {
            batch.AddRange(messages[number - 1](number).ToArray());
        }

        batch.AddRange(new NetlinkMessage(BatchEnd, 0, messages.Count + 1, [0, 0, 0, 10]).ToArray());
        return KernelRequest.Ask(Part, batch.ToArray(), messages.Count);
    }

    /// <summary>Makes the table with all that is in it; the error EEXIST if there is one of this name.</summary>
    public IEnumerable<Func<int, NetlinkMessage>> Make(string name) =>
    [
        number => Message(NewTable, NetlinkMessage.Create | NetlinkMessage.Exclusive, number).With(Table, name),
        number => Set(name, Guarded, number),
        number => Set(name, Held, number),
        number => Chain(name, "in", In, number),
        number => Chain(name, "out", Out, number),
        number => Rule(name, "in", Destination, number),
        number => Rule(name, "out", Source, number),
    ];

    /// <summary>Deletes the table with all that is in it.</summary>
    public Func<int, NetlinkMessage> Delete(string name) =>
        number => Message(DeleteTable, 0, number).With(Table, name);

    /// <summary>
    /// Puts an address into a set for so long from now, whether it is there or not; for less than
    /// <see cref="Shortest"/> it is taken out. Kernels before 6.12 leave the time of one that is there as it was;
    /// therefore it is taken out and put in again, in one piece.
    /// </summary>
    public IEnumerable<Func<int, NetlinkMessage>> Put(string name, string set, byte[] address, TimeSpan time) =>
        time < Shortest
            ? TakeOut(name, set, address)
            : [.. TakeOut(name, set, address), number => Element(NewElement, name, set, address, time, number)];

    /// <summary>Takes an address out of a set, whether it is there or not.</summary>
    public IEnumerable<Func<int, NetlinkMessage>> TakeOut(string name, string set, byte[] address) =>
    [
        number => Element(NewElement, name, set, address, TimeSpan.FromMinutes(1), number),
        number => Element(DeleteElement, name, set, address, null, number),
    ];

    /// <summary>Whether an address is in a set.</summary>
    public bool Has(string name, string set, byte[] address) =>
        KernelRequest.Ask(Part, Element(GetElement, name, set, address, null, 1).ToArray(), 1) == 0;

    private NetlinkMessage Message(ushort type, int flags, int number) =>
        new(type, (ushort)(NetlinkMessage.Acknowledge | flags), number, [Family, 0, 0, 0]);

    private NetlinkMessage Set(string name, string set, int number) =>
        Message(NewSet, NetlinkMessage.Create, number)
            .With(Table, name).With(2, set).With(3, WithTimeouts)
            .With(4, AddressLength == 4 ? 7u : 8u).With(5, (uint)AddressLength).With(10, (uint)number);

    private NetlinkMessage Chain(string name, string chain, uint place, int number) =>
        Message(NewChain, NetlinkMessage.Create, number)
            .With(Table, name).With(3, chain)
            .With(4, hook => hook.With(1, place).With(2, unchecked((uint)Early)))
            .With(5, 1u).With(7, "filter");

    /// <summary>Loads the address from the packet; in <see cref="Guarded"/>, and not in <see cref="Held"/>: dropped.
    /// </summary>
    private NetlinkMessage Rule(string name, string chain, uint offset, int number) =>
        Message(NewRule, NetlinkMessage.Create, number)
            .With(Table, name).With(2, chain)
            .With(4, rule => rule
                .With(ListItem, load => Step(load, "payload", data => data
                    .With(1, 1u).With(2, 1u).With(3, offset).With(4, (uint)AddressLength)))
                .With(ListItem, look => Step(look, "lookup", data => data.With(1, Guarded).With(2, 1u)))
                .With(ListItem, look => Step(look, "lookup", data => data.With(1, Held).With(2, 1u).With(5, 1u)))
                .With(ListItem, drop => Step(drop, "immediate", data => data
                    .With(1, 0u).With(2, value => value.With(2, verdict => verdict.With(1, 0u))))));

    private static void Step(NetlinkMessage rule, string what, Action<NetlinkMessage> with) =>
        rule.With(1, what).With(2, with);

    private NetlinkMessage Element(
        ushort type, string name, string set, byte[] address, TimeSpan? time, int number) =>
        Message(type, type == NewElement ? NetlinkMessage.Create : 0, number)
            .With(Table, name).With(2, set)
            .With(3, list => list.With(ListItem, element =>
            {
                element.With(1, key => key.With(1, address));
                if (time is { } given)
                {
                    element.With(4, (ulong)given.TotalMilliseconds);
                }
            }));
}

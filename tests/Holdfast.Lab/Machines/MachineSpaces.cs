using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Linux;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Lab.Machines;

/// <summary>
/// The network namespaces of machines, for one thread that goes round all of them; open as long as it lives, also where
/// a machine is taken down meanwhile.
/// </summary>
public sealed partial class MachineSpaces(IEnumerable<LabMachine> machines) : IDisposable
{
    private const int V4 = 2;
    private const int V6 = 10;
    private const int Datagram = 2;
    private const int CloseOnExec = 0x80000;
    private readonly Dictionary<LabMachine, SafeFileHandle> _spaces = machines.ToDictionary(
        machine => machine, machine => MachineThread.Open(machine.Namespace));

    /// <summary>Takes the calling thread there.</summary>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    public void Enter(LabMachine machine) => MachineThread.Enter(_spaces[machine], machine.Namespace);

    /// <summary>Whether a machine has an address, so that a socket there can be bound to it; the calling thread is
    /// there afterwards.</summary>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    public bool Has(LabMachine machine, IPAddress address)
    {
        Enter(machine);
        SocketAddress end = new IPEndPoint(address, 0).Serialize();
        int socket = Socket(address.AddressFamily == AddressFamily.InterNetwork ? V4 : V6, Datagram | CloseOnExec, 0);
        if (socket < 0)
        {
            throw new LinuxException($"Making a socket on {machine.Name}", Marshal.GetLastPInvokeError());
        }

        try
        {
            return Bind(socket, end.Buffer.Span, end.Size) == 0;
        }
        finally
        {
            _ = Close(socket);
        }
    }

    public void Dispose()
    {
        foreach (SafeFileHandle space in _spaces.Values)
        {
            space.Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "bind")]
    private static partial int Bind(int socket, Span<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}

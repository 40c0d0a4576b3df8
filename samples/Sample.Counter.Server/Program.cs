using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Sample.Counter.Server;

// Sample.Counter.Server PORT FOLDER: answers each line "increment" or "read" with "COUNT TOKEN PID".
if (args.Length != 2 || !int.TryParse(args[0], out int port))
{
    Console.Error.WriteLine("usage: Sample.Counter.Server PORT FOLDER");
    return 2;
}

long token = long.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_FENCE_TOKEN"), out long given) ? given : 0;
Directory.CreateDirectory(args[1]);
using CountFile file = CountFile.Open(Path.Combine(args[1], "count"), token);
using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
listener.Listen();
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(0));
Console.WriteLine($"listening on port {port}, token {token}, count {file.Count}");
while (true)
{
    Socket client = listener.Accept();
    new Thread(() => Serve(client), 128 << 10) { IsBackground = true }.Start();
}

void Serve(Socket client)
{
    using (client)
    {
        client.NoDelay = true;
        byte[] buffer = new byte[256];
        try
        {
            int length;
            while ((length = client.Receive(buffer)) > 0)
            {
                string line = Encoding.ASCII.GetString(buffer, 0, length).Trim();
                client.Send(Encoding.ASCII.GetBytes(Answer(line)));
            }
        }
        catch (SocketException)
        {
            // The client is gone.
        }
    }
}

string Answer(string line)
{
    lock (file)
    {
        return line switch
        {
            "increment" => $"{file.Increment()} {token} {Environment.ProcessId}\n",
            "read" => $"{file.Count} {token} {Environment.ProcessId}\n",
            _ => "unknown: say increment or read\n",
        };
    }
}

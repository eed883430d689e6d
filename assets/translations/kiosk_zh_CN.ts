<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccessSheet</name>
    <message>
        <source>Accessibility</source>
        <translation>无障碍</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Large text</source>
        <translation>大字</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Low controls</source>
        <translation>低位操作</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>Point %1, %2. Staff: hold for 2 seconds.</source>
        <translation>%1 号点，%2。工作人员请长按 2 秒。</translation>
    </message>
    <message>
        <source>Something here needs staff</source>
        <translation>有事项需要工作人员查看</translation>
    </message>
</context>
<context>
    <name>CameraPanel</name>
    <message>
        <source>Hold your code up to the camera</source>
        <comment>the lens is below the screen</comment>
        <translation>请把签到码对准下方镜头</translation>
    </message>
    <message>
        <source>Hold your code up to the camera</source>
        <comment>the lens is left of the screen</comment>
        <translation>请把签到码对准左侧镜头</translation>
    </message>
    <message>
        <source>Hold your code up to the camera</source>
        <comment>the lens is right of the screen</comment>
        <translation>请把签到码对准右侧镜头</translation>
    </message>
    <message>
        <source>Hold your code up to the camera</source>
        <comment>the lens is above the screen</comment>
        <translation>请把签到码对准上方镜头</translation>
    </message>
    <message>
        <source>On your phone or on paper</source>
        <comment>second line, in both languages</comment>
        <translation>手机、纸质码都可以 · Hold your code up to the camera</translation>
    </message>
    <message>
        <source>Camera not available</source>
        <translation>摄像头暂时不能用</translation>
    </message>
    <message>
        <source>Please choose a service</source>
        <translation>请点一项服务签到</translation>
    </message>
    <message>
        <source>Camera not available, please choose a service</source>
        <comment>second line</comment>
        <translation>Camera not available, please choose a service</translation>
    </message>
</context>
<context>
    <name>CannotSaveScreen</name>
    <message>
        <source>Please ask a volunteer</source>
        <translation>请找志愿者</translation>
    </message>
    <message>
        <source>This kiosk can&apos;t check you in right now.</source>
        <translation>这里暂时不能签到。</translation>
    </message>
    <message>
        <source>Please ask a volunteer.</source>
        <comment>second line</comment>
        <translation>This kiosk can&apos;t check you in right now. Please ask a volunteer.</translation>
    </message>
    <message>
        <source>Ask for help</source>
        <translation>请人帮忙</translation>
    </message>
    <message>
        <source>Ask for help</source>
        <comment>second line</comment>
        <translation>Ask for help</translation>
    </message>
</context>
<context>
    <name>CheckedInScreen</name>
    <message>
        <source>Taken back</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎您</translation>
    </message>
    <message>
        <source>This check-in doesn&apos;t count.</source>
        <translation>这次签到不计入。</translation>
    </message>
    <message numerus="yes">
        <source>Checked in · %1 · %n people</source>
        <translation>
            <numerusform>已签到 · %1 · %n 位</numerusform>
        </translation>
    </message>
    <message>
        <source>Checked in · %1</source>
        <translation>已签到 · %1</translation>
    </message>
    <message>
        <source>Taken back</source>
        <comment>second line</comment>
        <translation>Taken back · This check-in doesn&apos;t count.</translation>
    </message>
    <message>
        <source>Welcome · Checked in: %1</source>
        <comment>second line</comment>
        <translation>Welcome · Checked in: %1</translation>
    </message>
    <message>
        <source>Another service</source>
        <translation>换一项服务</translation>
    </message>
    <message>
        <source>A mistake? Take it back</source>
        <translation>点错了？撤销</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>ChosenService</name>
    <message>
        <source>Change</source>
        <translation>换一项</translation>
    </message>
</context>
<context>
    <name>EnrolmentSheet</name>
    <message>
        <source>The hub can&apos;t be reached. Check the network cable.</source>
        <translation>联系不上站务后台，请检查网线。</translation>
    </message>
    <message>
        <source>Something else answers in the hub&apos;s place: a log-in page of the network, say.</source>
        <translation>应答的不是站务后台，可能是网络的登录页。</translation>
    </message>
    <message>
        <source>What answers there is not the hub that made this code. Tell the coordinator.</source>
        <translation>应答的不是生成这个注册码的站务后台，请告知站长。</translation>
    </message>
    <message>
        <source>The hub is busy. Try again.</source>
        <translation>站务后台正忙，请再试一次。</translation>
    </message>
    <message>
        <source>The hub has trouble of its own. Try again later.</source>
        <translation>站务后台自身有问题，请稍后再试。</translation>
    </message>
    <message>
        <source>The hub doesn&apos;t take this code: it is too old, used up, or of another station. Let the hub show a new one.</source>
        <translation>站务后台不接受这个注册码：可能已过期、已用过，或属于别的服务站。请在站务后台生成新的注册码。</translation>
    </message>
    <message>
        <source>This code can&apos;t be read whole. Hold it up again, flat and near.</source>
        <translation>注册码没有读全，请放平、靠近，再对准一次。</translation>
    </message>
    <message>
        <source>The hub&apos;s plan can&apos;t be used here, or lacks this kiosk&apos;s point. Tell the coordinator.</source>
        <translation>站务后台的方案在本机不能用，或没有本机的点位，请告知站长。</translation>
    </message>
    <message>
        <source>That didn&apos;t work. Hold the code up again.</source>
        <translation>没有成功，请再对准一次。</translation>
    </message>
    <message>
        <source>Enrol this kiosk</source>
        <translation>设备注册</translation>
    </message>
    <message>
        <source>Asking the hub …</source>
        <translation>正在询问站务后台……</translation>
    </message>
    <message>
        <source>Compare with the hub&apos;s page: the same six digits?</source>
        <translation>请与站务后台核对：六位数字一样吗？</translation>
    </message>
    <message>
        <source>Compare with the hub&apos;s page: the same six digits?</source>
        <comment>second line</comment>
        <translation>Compare with the hub&apos;s page: the same six digits?</translation>
    </message>
    <message>
        <source>Confirm it there. The kiosk then starts again by itself.</source>
        <translation>请在站务后台确认，本机随后自动重新启动。</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Switch to English</source>
        <translation>切换到英文 English</translation>
    </message>
    <message>
        <source>Switch to Chinese</source>
        <translation>切换到中文</translation>
    </message>
    <message>
        <source>Accessibility</source>
        <translation>无障碍</translation>
    </message>
</context>
<context>
    <name>GroupButton</name>
    <message>
        <source>1 to 9</source>
        <translation>1 至 9 位</translation>
    </message>
    <message>
        <source>10 or more</source>
        <translation>10 位以上</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>%1 · Host: %2</source>
        <translation>%1 · 今日轮值单位 %2</translation>
    </message>
    <message>
        <source>No service day · Next: %1, %2</source>
        <translation>今天不是轮值活动日 · 下次 %1，%2</translation>
    </message>
    <message>
        <source>%1 · No service day</source>
        <translation>%1 · 今天不是轮值活动日</translation>
    </message>
    <message numerus="yes">
        <source>%Ln served today</source>
        <translation>
            <numerusform>今日 %Ln 人次</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %Ln today</source>
        <comment>people served</comment>
        <translation>
            <numerusform>%1 · 今日 %Ln 人次</numerusform>
        </translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>示例</translation>
    </message>
</context>
<context>
    <name>HealthSheet</name>
    <message>
        <source>How this kiosk is</source>
        <translation>本机状况</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures a second</source>
        <translation>
            <numerusform>每秒 %n 幅画面</numerusform>
        </translation>
    </message>
    <message>
        <source>Not found. Check its cable.</source>
        <translation>没有找到，请检查连线。</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Pictures stopped. Check its cable.</source>
        <translation>画面中断，请检查连线。</translation>
    </message>
    <message>
        <source>The clip can&apos;t be played.</source>
        <translation>视频文件无法播放。</translation>
    </message>
    <message>
        <source>Some pictures can&apos;t be read.</source>
        <translation>有图片无法读取。</translation>
    </message>
    <message>
        <source>It failed and starts again.</source>
        <translation>出了问题，正在重试。</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Not enrolled yet: hold the hub&apos;s code up to the camera.</source>
        <translation>尚未注册：请把站务后台的注册码对准镜头。</translation>
    </message>
    <message>
        <source>Confirm there that the six digits are %1.</source>
        <translation>请在站务后台确认六位数字 %1。</translation>
    </message>
    <message>
        <source>It can&apos;t be reached. Check the network cable.</source>
        <translation>联系不上，请检查网线。</translation>
    </message>
    <message>
        <source>Something else answers in its place: a log-in page of the network, say.</source>
        <translation>应答的不是站务后台，可能是网络的登录页。</translation>
    </message>
    <message>
        <source>It is busy; the kiosk tries again.</source>
        <translation>正忙，本机会再试。</translation>
    </message>
    <message>
        <source>It has trouble of its own. Tell the coordinator.</source>
        <translation>后台自身有问题，请告知站长。</translation>
    </message>
    <message>
        <source>It doesn&apos;t accept this kiosk. Tell the coordinator.</source>
        <translation>后台不接受本机，请告知站长。</translation>
    </message>
    <message>
        <source>Another machine writes as this kiosk. Enrol this one anew.</source>
        <translation>另有一台设备在用本机的身份，请重新注册本机。</translation>
    </message>
    <message>
        <source>The journal was damaged; what could be read was saved. Tell the coordinator.</source>
        <translation>日志曾有损坏，能读的都已保住，请告知站长。</translation>
    </message>
    <message>
        <source>The journal goes on from a backup. Tell the coordinator.</source>
        <translation>日志从备份接续，请告知站长。</translation>
    </message>
    <message>
        <source>The hub knew other entries; both are kept. Tell the coordinator.</source>
        <translation>站务后台的条目与本机不同，两份都已保留，请告知站长。</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message numerus="yes">
        <source>Last contact %n minutes ago</source>
        <translation>
            <numerusform>%n 分钟前联系过</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 Last contact %n minutes ago.</source>
        <translation>
            <numerusform>%1上次联系在 %n 分钟前。</numerusform>
        </translation>
    </message>
    <message>
        <source>New epoch</source>
        <translation>新纪元</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>扫码</translation>
    </message>
    <message numerus="yes">
        <source>%1 ms a picture, %n not readable</source>
        <translation>
            <numerusform>每张 %1 毫秒，%n 张无法解读</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 ms a picture</source>
        <translation>每张 %1 毫秒</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>%L1 GB free</source>
        <translation>剩余 %L1 GB</translation>
    </message>
    <message>
        <source>Nearly full. Make room.</source>
        <translation>快满了，请腾出空间。</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>条目</translation>
    </message>
    <message>
        <source>%L1 in the journal</source>
        <translation>日志里有 %L1 条</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Complete and unchanged</source>
        <translation>完整，没有改动</translation>
    </message>
    <message>
        <source>Damaged. Keep this kiosk as it is.</source>
        <translation>有损坏，请保持本机原样。</translation>
    </message>
    <message>
        <source>Uploads</source>
        <translation>上传</translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries waiting</source>
        <translation>
            <numerusform>还有 %Ln 条待上传</numerusform>
        </translation>
    </message>
    <message>
        <source>All uploaded</source>
        <translation>全部已上传</translation>
    </message>
    <message>
        <source>Hub</source>
        <translation>站务后台</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>%1: is this right?</source>
        <translation>%1，对吗？</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Clock is right</source>
        <translation>时间正确</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>退出全屏</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Shut down</source>
        <translation>关机</translation>
    </message>
</context>
<context>
    <name>HelpBanner</name>
    <message>
        <source>A volunteer is coming</source>
        <translation>已通知志愿者，请稍候</translation>
    </message>
    <message>
        <source>They are here</source>
        <translation>志愿者已到</translation>
    </message>
</context>
<context>
    <name>IdleWarning</name>
    <message>
        <source>Are you still there?</source>
        <translation>您还在吗？</translation>
    </message>
    <message numerus="yes">
        <source>Back to the start in %n seconds</source>
        <translation>
            <numerusform>%n 秒后回到首页</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on</source>
        <comment>second line</comment>
        <translation>Go on</translation>
    </message>
</context>
<context>
    <name>Lattice</name>
    <message numerus="yes">
        <source>%n windows lit today</source>
        <translation>
            <numerusform>今天点亮 %n 扇花窗</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LatticeWindow</name>
    <message>
        <source>Point %1, visited</source>
        <translation>%1 号点，已去过</translation>
    </message>
    <message>
        <source>Point %1</source>
        <translation>%1 号点</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Ask for help</source>
        <translation>请人帮忙</translation>
    </message>
</context>
<context>
    <name>NotAcceptedScreen</name>
    <message>
        <source>This is not a check-in code.</source>
        <comment>second line</comment>
        <translation>This is not a check-in code.</translation>
    </message>
    <message>
        <source>Put it away and show your check-in code.</source>
        <translation>请先收起来，再出示签到码。</translation>
    </message>
    <message>
        <source>This is not a check-in code. Please put payment codes away.</source>
        <comment>second line</comment>
        <translation>This is not a check-in code. Please put payment codes away.</translation>
    </message>
    <message>
        <source>This code can&apos;t be read. Please try again.</source>
        <comment>second line</comment>
        <translation>This code can&apos;t be read. Please try again.</translation>
    </message>
    <message>
        <source>This code was issued elsewhere.</source>
        <comment>second line</comment>
        <translation>This code was issued elsewhere. Please choose a service.</translation>
    </message>
    <message>
        <source>This code has run out</source>
        <translation>签到码已过期</translation>
    </message>
    <message>
        <source>This code has run out.</source>
        <comment>second line</comment>
        <translation>This code has run out.</translation>
    </message>
    <message>
        <source>This code is not valid yet.</source>
        <comment>second line</comment>
        <translation>This code is not valid yet.</translation>
    </message>
    <message>
        <source>Show your new code, or ask a volunteer.</source>
        <translation>请出示新的签到码，或找志愿者。</translation>
    </message>
    <message>
        <source>Not a check-in code</source>
        <translation>这不是签到码</translation>
    </message>
    <message>
        <source>Show your check-in code, or choose a service.</source>
        <translation>请出示签到码，或点一项服务签到。</translation>
    </message>
    <message>
        <source>Payment code or link?</source>
        <translation>像是付款码或网址</translation>
    </message>
    <message>
        <source>Can&apos;t read this code</source>
        <translation>签到码没读清</translation>
    </message>
    <message>
        <source>Hold it flat and try again, or choose a service.</source>
        <translation>请放平再试一次，或点一项服务签到。</translation>
    </message>
    <message>
        <source>A code from elsewhere</source>
        <translation>别处的签到码</translation>
    </message>
    <message>
        <source>It isn&apos;t valid here. Please choose a service.</source>
        <translation>这里不能用，请点一项服务签到。</translation>
    </message>
    <message>
        <source>Ask a volunteer, or choose a service.</source>
        <translation>请找志愿者，或点一项服务签到。</translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation>还没到使用日期</translation>
    </message>
    <message numerus="yes">
        <source>Valid in %n days. Please choose a service today.</source>
        <translation>
            <numerusform>%n 天后可用，今天请点一项服务签到。</numerusform>
        </translation>
    </message>
    <message>
        <source>No longer valid</source>
        <translation>签到码已停用</translation>
    </message>
    <message>
        <source>This code is no longer valid.</source>
        <comment>second line</comment>
        <translation>This code is no longer valid.</translation>
    </message>
    <message>
        <source>Not for checking in</source>
        <translation>这不是访客签到码</translation>
    </message>
    <message>
        <source>This is a staff code. Please choose a service.</source>
        <translation>这是工作人员的码，请点一项服务签到。</translation>
    </message>
    <message>
        <source>This is a staff code.</source>
        <comment>second line</comment>
        <translation>This is a staff code.</translation>
    </message>
    <message>
        <source>You&apos;re fine, go ahead</source>
        <translation>您已签到，请进</translation>
    </message>
    <message numerus="yes">
        <source>You checked in here %n minutes ago.</source>
        <translation>
            <numerusform>%n 分钟前已在这里签到。</numerusform>
        </translation>
    </message>
    <message>
        <source>You checked in here just now.</source>
        <translation>刚刚已在这里签到。</translation>
    </message>
    <message>
        <source>You are already checked in.</source>
        <comment>second line</comment>
        <translation>You are already checked in. Go ahead.</translation>
    </message>
    <message>
        <source>Please ask a volunteer</source>
        <translation>请找志愿者</translation>
    </message>
    <message>
        <source>This kiosk can&apos;t check you in right now.</source>
        <translation>这里暂时不能签到。</translation>
    </message>
    <message>
        <source>Please ask a volunteer.</source>
        <comment>second line</comment>
        <translation>This kiosk can&apos;t check you in right now. Please ask a volunteer.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Choose a service</source>
        <translation>点一项服务签到</translation>
    </message>
    <message>
        <source>Check in without a code</source>
        <comment>second line</comment>
        <translation>Check in without a code</translation>
    </message>
    <message>
        <source>Done</source>
        <comment>second line</comment>
        <translation>Done</translation>
    </message>
    <message>
        <source>Ask for help</source>
        <translation>请人帮忙</translation>
    </message>
</context>
<context>
    <name>PagedRows</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>PartySize</name>
    <message>
        <source>How many of you?</source>
        <translation>一共几位？</translation>
    </message>
    <message>
        <source>Children too</source>
        <comment>second line, in both languages</comment>
        <translation>含您和儿童 · How many people</translation>
    </message>
    <message>
        <source>One fewer</source>
        <translation>少一位</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>多一位</translation>
    </message>
    <message>
        <source>Delete the last digit</source>
        <translation>删去一位数字</translation>
    </message>
</context>
<context>
    <name>ReadyScreen</name>
    <message>
        <source>No service day today. You can check in all the same.</source>
        <translation>今天不是轮值活动日，也可以签到。</translation>
    </message>
    <message>
        <source>No service day today. The next one: %1, %2.</source>
        <translation>今天不是轮值活动日。下次：%1，%2。</translation>
    </message>
    <message>
        <source>No code?
Choose a service</source>
        <translation>没有签到码？
点一项服务签到</translation>
    </message>
</context>
<context>
    <name>ServiceButton</name>
    <message>
        <source>%1, today only</source>
        <translation>%1，今日专场</translation>
    </message>
    <message>
        <source>Today only</source>
        <translation>今日专场</translation>
    </message>
</context>
<context>
    <name>ServiceGrid</name>
    <message>
        <source>More services</source>
        <translation>更多服务</translation>
    </message>
</context>
<context>
    <name>ServicesPanel</name>
    <message>
        <source>No code? Choose a service</source>
        <translation>没有签到码？点一项服务签到</translation>
    </message>
    <message>
        <source>No names, no phone numbers</source>
        <comment>second line, in both languages</comment>
        <translation>No code? Choose a service · 不用姓名和手机号</translation>
    </message>
</context>
<context>
    <name>ServicesSheet</name>
    <message>
        <source>Choose a service</source>
        <translation>点一项服务签到</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>StaffSheet</name>
    <message>
        <source>For staff only</source>
        <translation>工作人员专用</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Show how this kiosk is</source>
        <translation>查看本机状况</translation>
    </message>
</context>
<context>
    <name>TapScreen</name>
    <message>
        <source>Check in</source>
        <translation>签到</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n people</source>
        <comment>second line, in both languages</comment>
        <translation>
            <numerusform>%1 · %n 位 · Check in</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Volume</name>
    <message>
        <source>Volume %1 of %2</source>
        <translation>音量 %1，最大 %2</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>调低音量</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>调高音量</translation>
    </message>
</context>
</TS>
